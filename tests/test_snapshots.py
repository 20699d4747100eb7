"""Bytes as they are served: compressed as the client likes, and not sent again to who knows them."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import zstandard

from eventapp.snapshots import Headers, Snapshot, make

BODY = b"The soup is hot. " * 200
CHANGED = datetime(2026, 11, 21, 12, 30, 15, 999, tzinfo=UTC)


def a_snapshot(body: bytes = BODY) -> Snapshot:
    return make(body, "text/html; charset=utf-8", cache_control="public, max-age=0", changed=CHANGED)


def ask(snapshot: Snapshot, **headers: str) -> tuple[int, dict[str, str], bytes]:
    asked: Headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    status, answered, body = snapshot.answer(asked)
    return status, {name.decode(): value.decode() for name, value in answered}, body


def test_without_wishes_the_bytes_are_sent_as_they_are() -> None:
    status, headers, body = ask(a_snapshot())

    assert (status, body) == (200, BODY)
    assert headers == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "public, max-age=0",
        "etag": headers["etag"],
        "vary": "accept-encoding",
        "last-modified": "Sat, 21 Nov 2026 12:30:15 GMT",
        "content-length": str(len(BODY)),
    }


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("GZIP", "gzip"),
        ("gzip;q=0.5, br;q=0", "gzip"),
        ("br; q=0.0, gzip; q = 0", ""),
        ("deflate", ""),
        ("", ""),
        (";;,,=", ""),
    ],
)
def test_the_smallest_form_that_the_client_reads_is_sent(accepted: str, encoding: str) -> None:
    _status, headers, body = ask(a_snapshot(), accept_encoding=accepted)

    unpack = {"br": brotli.decompress, "zstd": zstandard.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert headers.get("content-encoding", "") == encoding
    assert unpack(body) == BODY
    assert headers["content-length"] == str(len(body))


def test_what_does_not_get_smaller_is_not_compressed() -> None:
    _status, headers, body = ask(a_snapshot(b"x"), accept_encoding="br, gzip, zstd")

    assert (body, "content-encoding" in headers) == (b"x", False)


def test_each_form_has_an_etag_of_its_own() -> None:
    etags = {ask(a_snapshot(), accept_encoding=accepted)[1]["etag"] for accepted in ("", "br", "gzip", "zstd")}

    assert len(etags) == 4


def test_the_same_bytes_have_the_same_etag_and_others_another() -> None:
    same = {ask(a_snapshot())[1]["etag"] for _time in range(2)}

    assert len(same) == 1
    assert ask(a_snapshot(BODY + b"!"))[1]["etag"] not in same


@pytest.mark.parametrize("form", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
def test_who_knows_the_bytes_gets_a_304_without_any(form: str) -> None:
    snapshot = a_snapshot()
    etag = ask(snapshot, accept_encoding="gzip")[1]["etag"]

    # The same content in another form is the same to the client.
    status, headers, body = ask(snapshot, accept_encoding="br", if_none_match=form.format(etag=etag))

    assert (status, body) == (304, b"")
    assert "content-type" not in headers
    assert "content-length" not in headers


@pytest.mark.parametrize("tag", ['"other"', "", "nonsense", 'W/"other", "another"'])
def test_who_knows_other_bytes_gets_these(tag: str) -> None:
    assert ask(a_snapshot(), if_none_match=tag)[0] == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Sat, 21 Nov 2026 12:30:15 GMT", 304),
        ("Sat, 21 Nov 2026 12:30:14 GMT", 200),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 304),
        ("Sat, 21 Nov 2026 13:30:15 +0100", 304),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_a_date_counts_where_there_is_no_etag(since: str, status: int) -> None:
    assert ask(a_snapshot(), if_modified_since=since)[0] == status


def test_an_etag_counts_more_than_a_date() -> None:
    late = "Sun, 22 Nov 2026 00:00:00 GMT"

    assert ask(a_snapshot(), if_none_match='"other"', if_modified_since=late)[0] == 200


def test_without_a_date_of_change_none_is_said() -> None:
    snapshot = make(BODY, "text/css", cache_control="public")

    status, headers, _body = ask(snapshot, if_modified_since="Sun, 22 Nov 2026 00:00:00 GMT")

    assert (status, "last-modified" in headers) == (200, False)


def test_dates_are_to_the_second_as_in_http() -> None:
    changed = a_snapshot().changed

    assert changed == CHANGED - timedelta(microseconds=CHANGED.microsecond)


def test_further_headers_are_sent_along() -> None:
    snapshot = make(BODY, "text/calendar", cache_control="public", extra=[(b"content-disposition", b"inline")])

    assert ask(snapshot)[1]["content-disposition"] == "inline"
