"""``rcagraph themes``: which drivers recur across organisations, and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.case import open_case
from rcagraph.cli.options import case_options, top_option

if TYPE_CHECKING:
    from rcagraph.pipeline import Case


@click.command("themes")
@case_options
@click.option("--driver", metavar="ID", help="One driver, over all groups.")
@click.option(
    "--by",
    type=click.Choice(["region", "system", "type"]),
    help="The first drivers of every group.",
)
@click.option(
    "--collaborative",
    metavar="OFFER",
    help="Who is in the middle of the pack for a support offer's drivers.",
)
@click.option(
    "--like", metavar="ORGANISATION", help="Whose drivers are most like one's."
)
@top_option(10, "of each")
@click.option(
    "--draws",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="Draws of strengths and priors behind the intervals.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table or a page here: FILE.csv or FILE.html.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    driver: str | None,
    by: str | None,
    collaborative: str | None,
    like: str | None,
    top: int,
    draws: int,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    out: Path | None,
) -> None:
    """Count drivers across all organisations, by region, system and type.

    Also drivers that occur together, and organisations with the same pattern. These
    are associations for people to weigh. Takes about 20 seconds.

    \b
    rcagraph themes
    rcagraph themes --driver ops_vacancy
    rcagraph themes --by region --top 5 --out themes.csv
    rcagraph themes --collaborative collaboratives
    rcagraph themes --like RAJ
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if sum(each is not None for each in (driver, by, collaborative, like)) > 1:
        msg = "give one of --driver, --by, --collaborative and --like"
        raise click.UsageError(msg)
    suffixes = {".csv"} if collaborative or like else {".csv", ".html"}
    if out is not None and out.suffix.lower() not in suffixes:
        msg = f"--out writes {' or '.join(sorted(suffixes))}, not {out.name}"
        raise click.UsageError(msg)

    case = open_case(observations, library=library)
    if collaborative:
        text, table = _middle(case, collaborative, as_of, top, as_json=as_json)
    elif like:
        text, table = _alike(case, like, as_of, top, as_json=as_json)
    else:
        is_page = out is not None and out.suffix.lower() == ".html"
        kind = "json" if as_json else by or "text"
        text, table = _themes(
            case, driver, as_of, kind=kind, top=top, draws=draws, page=is_page
        )
    click.echo(text, nl=False)
    if out is not None:
        from rcagraph.outputs.files import write_atomically

        write_atomically(out, table)
        click.echo(f"wrote {out}", err=True)


def _themes(  # noqa: PLR0913
    case: Case,
    driver: str | None,
    as_of: date | None,
    *,
    kind: str,
    top: int,
    draws: int,
    page: bool,
) -> tuple[str, str]:
    """Return what to print, and the page or table to write."""
    from rcagraph.across import population_of
    from rcagraph.findings.combinations import find_clusters, find_pairs
    from rcagraph.findings.population import find_driver
    from rcagraph.findings.themes import Division, find_themes
    from rcagraph.outputs.themes_tables import themes_csv, themes_html, themes_json
    from rcagraph.outputs.themes_text import division_text, driver_text, themes_text

    # A name that is wrong should not take twenty seconds to be refused.
    node = find_driver(case.model.graph, driver) if driver else None
    population = population_of(case, as_of=as_of)
    found = find_themes(population, draws=draws)
    pairs, clustering = find_pairs(population), find_clusters(population)
    table = themes_html(found, pairs, clustering) if page else themes_csv(found)
    if kind == "json":
        return themes_json(found, pairs, clustering), table
    if node is not None:
        return driver_text(found, node.id), table
    if kind in set(Division):
        return division_text(found, Division(kind), top=top), table
    return themes_text(found, pairs, clustering, top=top), table


def _middle(
    case: Case, name: str, as_of: date | None, top: int, *, as_json: bool
) -> tuple[str, str]:
    from rcagraph.across import population_of
    from rcagraph.findings.middle import find_offer, find_pack
    from rcagraph.outputs.middle_text import middle_csv, middle_json, middle_text

    offer = find_offer(case.model.ontology.offers, name)
    pack = find_pack(population_of(case, as_of=as_of), offer)
    text = middle_json(pack) if as_json else middle_text(pack, top=top)
    return text, middle_csv(pack)


def _alike(
    case: Case, code: str, as_of: date | None, top: int, *, as_json: bool
) -> tuple[str, str]:
    from rcagraph.across import observed, population_of
    from rcagraph.findings.combinations import find_alike
    from rcagraph.outputs.alike_text import alike_csv, alike_json, alike_text

    one = observed(case, code)
    population = population_of(case, as_of=as_of)
    found, day = find_alike(population, one.code), population.as_of
    text = (
        alike_json(one, day, found) if as_json else alike_text(one, day, found, top=top)
    )
    return text, alike_csv(one, found)
