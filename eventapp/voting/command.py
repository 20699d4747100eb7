"""`eventapp tally`: a count for anybody, with a file and nothing else."""

from pathlib import Path
from typing import Any

import click

from eventapp.progress import Progress

# Every command imports this module: what only counts is imported where it counts.
# ruff: noqa: PLC0415

# How the words of the command are called in a round.
_WORDS = {"equal-shares": "equal shares", "greedy": "most votes", "sqrt": "square root"}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(["equal-shares", "greedy"]), help="Greedy: most votes first.")
@click.option(
    "--completion",
    type=click.Choice(["none", "add1", "add1u"]),
    help="What becomes of what equal shares leave. add1: shares are raised while what they buy fits. "
    "add1u: then the rest is filled by votes. Default: add1u.",
)
@click.option("--step", metavar="N", help="How much more each voter gets each time, or N% of the budget. Default: 1.")
@click.option("--no-stop", is_flag=True, help="Raise shares on, though nothing more would fit.")
@click.option("--ties", type=click.Choice(["id", "drawn"]), help="Drawn: by the seed. Default: id.")
@click.option("--seed", metavar="TEXT", help="What ties are drawn by.")
@click.option(
    "--weights",
    type=click.Choice(["person", "organisation", "sqrt"]),
    help="A share for each person, for each organisation, or by the square root of its votes. Default: person.",
)
@click.option("--json", "for_programs", is_flag=True, help="Write JSON, for programs.")
def tally(file: Path, no_stop: bool, for_programs: bool, **asked: Any) -> None:  # noqa: FBT001 (click's way)
    """Count FILE, a Pabulib file (.pb), and say what is chosen and why.

    The file of one of our own votes says how it was counted: this goes before the defaults. What is asked for here goes
    before both.
    """
    from eventapp.voting.files.pabulib import NotReadable, read
    from eventapp.voting.files.recount import Asked, recount
    from eventapp.voting.files.recount_words import as_json, printable, words

    try:
        election = read(file.read_bytes())
        for note in election.notes:
            click.echo(f"Note: {printable(note)}", err=True)
        if asked["rule"] == "greedy" and asked["weights"] not in {None, "person"}:
            click.echo("Note: Greedy counts each vote once. --weights changes nothing in what it chooses.", err=True)
        with Progress(f"Counting {file.name}", only_on_terminals=True) as progress:
            found = recount(
                election,
                Asked(
                    rule=_word(asked["rule"]),
                    completion=asked["completion"],
                    step=asked["step"],
                    stop_when_exhausted=False if no_stop else None,
                    ties=asked["ties"],
                    seed=asked["seed"],
                    weighting=_word(asked["weights"]),
                ),
                lambda share: progress(round(share * 1000), 1000),
            )
    except (NotReadable, OSError) as problem:
        raise click.ClickException(printable(str(problem))) from problem
    click.echo(as_json(found) if for_programs else "\n".join(words(found)))


def _word(word: str | None) -> Any:
    return _WORDS.get(word, word) if word else None
