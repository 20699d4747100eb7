"""The picture of a search."""

from eventapp.timetable.plans.chart import chart


def test_a_plan_stays_the_best_until_a_better_one_is_found() -> None:
    found = chart([(0, 0.5), (5, 0.6), (10, 0.7)], 10)

    assert found
    assert found.points == "0,100 140,100 140,67 280,67 280,33 280,33"
    assert (round(found.lowest, 1), round(found.highest, 1)) == (0.5, 0.8)


def test_all_wishes_met_is_the_upper_edge() -> None:
    found = chart([(0, 1.0)], 10)

    assert found
    assert (found.points, found.lowest, found.highest) == ("0,0 0,0", 0.9, 1.0)


def test_the_line_goes_on_to_now_and_no_further_than_the_end() -> None:
    ways = [chart([(0, 1.0)], 10, gone=gone) for gone in (5, 40)]

    assert [one and one.points for one in ways] == ["0,0 140,0", "0,0 280,0"]


def test_without_a_plan_there_is_no_picture() -> None:
    assert chart([], 10) is None


def test_a_search_that_took_longer_than_it_should_stays_within_the_picture() -> None:
    found = chart([(0, 0.5), (12, 0.6)], 10)

    assert found
    assert found.points.split()[-1].startswith("280,")
