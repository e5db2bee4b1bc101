"""``rcagraph evidence``: what each metric says of an organisation, and its chart."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.day import Day
from rcagraph.cli.peers import split_codes

if TYPE_CHECKING:
    from rcagraph.evidence.records import OrganisationEvidence
    from rcagraph.pipeline import Case


@click.command("evidence")
@click.argument("organisation")
@click.option("--metric", default="", help="One metric, in full.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of text.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.option(
    "--svg",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the metric's SPC chart here; needs --metric.",
)
@click.option(
    "--as-of",
    type=Day(),
    help="Use what was published for periods up to here. Default: the latest.",
)
@click.option("--peers", "named", default="", help="Codes to compare with: R1,R2,…")
@click.option(
    "--screen", is_flag=True, help="Leave wild moving ranges out of process limits."
)
@click.option(
    "--observations",
    type=click.Path(path_type=Path),
    help="Tidy CSV, or a folder with one. Default: the shipped figures.",
)
@click.option(
    "--library",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Folder of local hypotheses whose tests are judged too.",
)
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    metric: str,
    as_csv: bool,  # noqa: FBT001 - click passes flags by name
    as_json: bool,  # noqa: FBT001
    svg: Path | None,
    as_of: date | None,
    named: str,
    screen: bool,  # noqa: FBT001
    observations: Path | None,
    library: tuple[Path, ...],
) -> None:
    """Print what each metric says of ORGANISATION (a code such as RAJ).

    Every metric is compared with peers, with the organisation's own five years and
    with the standard. An SPC chart is drawn by --svg.

    \b
    rcagraph evidence RAJ
    rcagraph evidence RAJ --csv > evidence.csv
    rcagraph evidence RAJ --metric ae_4hr_all_pct --svg four-hour.svg
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if as_csv and as_json:
        msg = "give --csv or --json, not both"
        raise click.UsageError(msg)
    if svg and not metric:
        msg = "--svg draws one metric: give --metric too"
        raise click.UsageError(msg)
    from rcagraph.outputs.evidence_csv import evidence_csv
    from rcagraph.outputs.evidence_json import evidence_json
    from rcagraph.outputs.evidence_text import evidence_text
    from rcagraph.pipeline import read_case, weigh_organisations

    case = read_case(observations, library=library)
    _check_metric(case, metric)
    one = case.organisation(organisation)
    codes = [case.organisation(each).code for each in split_codes(named)]
    (found,) = weigh_organisations(case, [one], as_of, peers=codes, screen=screen)
    metrics = case.model.ontology.metrics
    if as_csv:
        text = evidence_csv(found, metrics, only=metric)
    elif as_json:
        text = evidence_json(found, only=metric)
    else:
        text = evidence_text(found, one, metrics, only=metric)
    click.echo(text, nl=False)
    if svg:
        _draw(case, found, metric, svg, screen=screen)


def _check_metric(case: Case, metric: str) -> None:
    from rcagraph.diagnostics.code import Code
    from rcagraph.errors import Problem, UnknownNameError, did_you_mean

    known = case.model.ontology.metrics
    if metric and metric not in known:
        raise UnknownNameError(
            Problem(
                message="unknown metric",
                found=repr(metric),
                expected=f"one of the {len(known)} metrics of the ontology",
                hint=did_you_mean(metric, known),
                code=Code.ID_UNKNOWN,
            )
        )


def _draw(
    case: Case,
    evidence: OrganisationEvidence,
    metric: str,
    path: Path,
    *,
    screen: bool,
) -> None:
    from rcagraph.evidence.chart import organisation_chart
    from rcagraph.outputs.files import write_atomically
    from rcagraph.outputs.spc_chart import ChartFrame, spc_svg

    chart, company = organisation_chart(
        case.observations,
        case.model.ontology,
        case.organisations,
        evidence,
        metric,
        screen=screen,
    )
    frame = ChartFrame(
        organisation=case.by_code[evidence.organisation].name,
        company=company,
        as_of=evidence.as_of,
    )
    write_atomically(path, spc_svg(chart, frame))
    click.echo(f"wrote {path}", err=True)
