"""``rcagraph peers``: whom an organisation is compared with, and how firmly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.day import Day


def split_codes(named: str) -> tuple[str, ...]:
    """Return the codes of a list with commas, in capitals.

    >>> split_codes("rq8, RDD,")
    ('RQ8', 'RDD')
    """
    return tuple(each.strip().upper() for each in named.split(",") if each.strip())


@click.command("peers")
@click.argument("organisation")
@click.option("--peers", "named", default="", help="Codes to compare with: R1,R2,…")
@click.option(
    "--as-of", type=Day(), help="Sizes up to here. Default: the latest published."
)
@click.option(
    "--observations",
    type=click.Path(path_type=Path),
    help="Tidy CSV, or a folder with one. Default: the shipped figures.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(
    organisation: str,
    named: str,
    as_of: date | None,
    observations: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Print the peers of ORGANISATION (a code such as RAJ), nearest first.

    Peers are the ten most alike in what a trust cannot change. How far the choice
    hangs on small errors in these traits is printed with it.

    \b
    rcagraph peers RAJ
    rcagraph peers RAJ --peers RYR,RWE,RTG,RDU,RWF
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.evidence.company import find_peers
    from rcagraph.evidence.peers import peer_pool
    from rcagraph.evidence.size import log_sizes
    from rcagraph.evidence.stability import peer_stability
    from rcagraph.outputs.evidence_json import peers_json
    from rcagraph.outputs.evidence_text import peers_text
    from rcagraph.pipeline import last_day, read_case

    case = read_case(observations)
    one = case.organisation(organisation)
    codes = [case.organisation(each).code for each in split_codes(named)]
    day = last_day(case, as_of)
    table, everyone = case.observations, case.organisations
    peers = find_peers(table, everyone, [one.code], as_of=day, named=codes)[one.code]
    size = log_sizes(table, everyone, as_of=day)
    stability = None if codes else peer_stability(everyone, one.code, size=size)
    if as_json:
        click.echo(peers_json(one.code, day, peers, stability), nl=False)
        return
    text = peers_text(
        one,
        peers,
        case.by_code,
        pool=len(peer_pool(everyone, one)) - 1,
        size=size,
        stability=stability,
    )
    click.echo(text, nl=False)
