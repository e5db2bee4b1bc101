"""``rcagraph enquiries``: what is still to be asked, of whom, and what it is worth."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rcagraph.cli.options import case_options
from rcagraph.cli.standing import stand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rcagraph.findings.answered import Answered
    from rcagraph.findings.guide import Interview
    from rcagraph.findings.standing import Standing

_ENDINGS = (".md", ".html", ".csv", ".json")


@click.command("enquiries")
@click.argument("organisation")
@click.option("--role", default="", help="Only roles with this in their name.")
@click.option(
    "--top",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many to print, the best. Files and JSON have all.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the whole guide here: .md, .html, .csv or .json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@case_options
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    role: str,
    top: int,
    out: Path | None,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
) -> None:
    """List what the figures of ORGANISATION leave open, as an interview guide.

    Every unresolved hypothesis with the reason, whom to ask, for which document, and
    what would settle it, by role, in the order of what an answer is expected to tell.
    What was answered, or settled by earlier reviews, is not asked again.

    \b
    rcagraph enquiries RAJ
    rcagraph enquiries RAJ --role "finance officer" --top 5
    rcagraph enquiries RAJ --out guide.md
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if out is not None and out.suffix not in _ENDINGS:
        msg = f"--out takes a file that ends in {', '.join(_ENDINGS)}"
        raise click.UsageError(msg)
    from rcagraph.findings.enquiries import rank_enquiries
    from rcagraph.findings.guide import interview_guide
    from rcagraph.findings.moved import what_answers_did
    from rcagraph.outputs.files import write_atomically
    from rcagraph.outputs.guide_text import guide_text

    standing = stand(organisation, as_of, observations, library)
    asked = (standing.model, standing.evidence, standing.inferred, 0)
    answered = what_answers_did(*asked)
    guide = interview_guide(rank_enquiries(*asked), role=role)
    if out is not None:
        write_atomically(out, _file(out.suffix, guide, standing, answered))
        click.echo(f"wrote {out}", err=True)
    if as_json:
        click.echo(_file(".json", guide, standing, answered), nl=False)
    elif out is None:
        text = guide_text(
            guide,
            standing.organisation,
            standing.evidence.as_of,
            answered,
            standing.model.ontology.nodes,
            top=top,
        )
        click.echo(text, nl=False)


def _file(
    ending: str, guide: Sequence[Interview], standing: Standing, answered: Answered
) -> str:
    from rcagraph.outputs.guide_files import guide_csv, guide_html, guide_json
    from rcagraph.outputs.guide_text import guide_markdown

    trust, day = standing.organisation, standing.evidence.as_of
    nodes = standing.model.ontology.nodes
    if ending == ".json":
        return guide_json(guide, trust, day, answered)
    if ending == ".csv":
        return guide_csv(guide)
    write = guide_markdown if ending == ".md" else guide_html
    return write(guide, trust, day, answered, nodes)
