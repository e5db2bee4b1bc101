"""``rcagraph themes``: which drivers recur across organisations, and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options

if TYPE_CHECKING:
    from rcagraph.findings.population import Population


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
@click.option("--top", default=10, show_default=True, help="How many of each to print.")
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
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if sum(each is not None for each in (driver, by, collaborative)) > 1:
        msg = "give one of --driver, --by and --collaborative"
        raise click.UsageError(msg)
    suffixes = {".csv"} if collaborative else {".csv", ".html"}
    if out is not None and out.suffix.lower() not in suffixes:
        msg = f"--out writes {' or '.join(sorted(suffixes))}, not {out.name}"
        raise click.UsageError(msg)
    from rcagraph.across import population_of
    from rcagraph.findings.middle import find_offer
    from rcagraph.findings.population import find_driver
    from rcagraph.pipeline import read_case

    case = read_case(observations, library=library)
    # A name that is wrong should not take twenty seconds to be refused.
    node = find_driver(case.model.graph, driver) if driver else None
    offer = (
        find_offer(case.model.ontology.offers, collaborative) if collaborative else None
    )
    population = population_of(case, as_of=as_of)
    if offer is not None:
        from rcagraph.findings.middle import find_pack
        from rcagraph.outputs.middle_text import middle_csv, middle_json, middle_text

        pack = find_pack(population, offer)
        text = middle_json(pack) if as_json else middle_text(pack, top=top)
        click.echo(text, nl=False)
        _write(out, middle_csv(pack))
        return
    _themes(
        population,
        out,
        driver=node.id if node else "",
        by=by or "",
        top=top,
        draws=draws,
        as_json=as_json,
    )


def _themes(  # noqa: PLR0913
    population: Population,
    out: Path | None,
    *,
    driver: str,
    by: str,
    top: int,
    draws: int,
    as_json: bool,
) -> None:
    from rcagraph.findings.combinations import find_clusters, find_pairs
    from rcagraph.findings.themes import Division, find_themes
    from rcagraph.outputs.themes_tables import themes_csv, themes_html, themes_json
    from rcagraph.outputs.themes_text import division_text, driver_text, themes_text

    found = find_themes(population, draws=draws)
    pairs, clustering = find_pairs(population), find_clusters(population)
    if as_json:
        text = themes_json(found, pairs, clustering)
    elif driver:
        text = driver_text(found, driver)
    elif by:
        text = division_text(found, Division(by), top=top)
    else:
        text = themes_text(found, pairs, clustering, top=top)
    click.echo(text, nl=False)
    if out is not None:
        is_page = out.suffix.lower() == ".html"
        _write(
            out,
            themes_html(found, pairs, clustering) if is_page else themes_csv(found),
        )


def _write(out: Path | None, text: str) -> None:
    from rcagraph.outputs.files import write_atomically

    if out is not None:
        write_atomically(out, text)
        click.echo(f"wrote {out}", err=True)
