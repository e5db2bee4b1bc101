"""``rcagraph answer``: what came back from an enquiry, or from an earlier review."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from rcagraph.cli.case import answers_file, open_case
from rcagraph.cli.day import Day
from rcagraph.cli.options import case_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rcagraph.answers.answer import (
        Answer,
        AnswerKind,
        AnswerOutcome,
        ReliabilityWord,
    )
    from rcagraph.pipeline import Case


@click.command("answer")
@click.argument("organisation")
@click.argument("enquiry", required=False)
@click.option(
    "--outcome",
    type=click.Choice(["confirms", "refutes", "unclear"]),
    help="Whether the answer confirms or refutes what the enquiry is about, by the "
    "enquiry's own 'settles'. unclear: asked, and not settled.",
)
@click.option(
    "--source",
    default="",
    help="Who said so: a role or body, such as 'chief nurse'. Never a person's name.",
)
@click.option(
    "--date", "given", type=Day(), help="Day of the answer, such as 2026-11-20."
)
@click.option(
    "--kind",
    type=click.Choice(["interview", "document", "data"]),
    help="Default: document if --document is given, else interview.",
)
@click.option("--document", default="", help="Document or figures that were seen.")
@click.option("--place", default="", help="Page or section of it.")
@click.option("--reference", default="", help="Its address or number.")
@click.option(
    "--reliability",
    type=click.Choice(["high", "moderate", "low"]),
    help="Default: moderate for an interview, high for all else.",
)
@click.option("--note", default="", help="What was said, in a sentence of your own.")
@click.option("--corrects", default="", metavar="ID", help="Answer that this replaces.")
@click.option(
    "--from-review",
    "review",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Record the themes of an earlier review instead.",
)
@case_options
def command(  # noqa: PLR0913, PLR0917 - one argument per option
    organisation: str,
    enquiry: str | None,
    outcome: str | None,
    source: str,
    given: date | None,
    kind: str | None,
    document: str,
    place: str,
    reference: str,
    reliability: str | None,
    note: str,
    corrects: str,
    review: Path | None,
    as_of: date | None,  # noqa: ARG001 - of every case; recording has no use for it
    observations: Path | None,
    library: tuple[Path, ...],
) -> None:
    """Record the answer to ENQUIRY (an id from `rcagraph enquiries`, or a node's).

    It is added to answers.jsonl in the workspace or in the current folder, and every
    command reads it from there. Nothing is overwritten: a correction is a new answer
    with --corrects; a second answer to an enquiry stands beside the first.

    \b
    rcagraph answer RAJ bed-model --outcome confirms --date 2026-11-20 \\
      --source "chief operating officer" --document "bed model 2026/27"
    rcagraph answer RAJ --from-review review.yaml
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if review is None and not (enquiry and outcome and source.strip() and given):
        msg = "give ENQUIRY, --outcome, --source and --date; or --from-review"
        raise click.UsageError(msg)
    if review is not None and (enquiry or outcome):
        msg = "--from-review takes everything from the file"
        raise click.UsageError(msg)
    # The one place where the day is known.
    today = datetime.now(UTC).astimezone().date()  # noqa: TID251
    if given is not None and given > today:
        msg = f"--date {given} lies in the future"
        raise click.UsageError(msg)
    from rcagraph.answering import answer_enquiry, record, review_answers_of

    file, _ = answers_file(observations)
    case = open_case(observations, library=library, to_record=True)
    if review is not None:
        answers = review_answers_of(case, organisation, review, recorded=today)
    else:
        assert enquiry is not None
        assert given is not None
        said = answer_enquiry(
            case,
            organisation,
            enquiry,
            outcome=cast("AnswerOutcome", outcome),
            kind=cast("AnswerKind", kind or ("document" if document else "interview")),
            reliability=cast("ReliabilityWord | None", reliability),
            source=source,
            document=document,
            reference=reference,
            place=place,
            note=note,
            given=given,
            recorded=today,
            supersedes=corrects,
        )
        answers = (said,)
    added = record(file, answers, case.model.ontology.nodes)
    for each in answers:
        for line in _told(each, case, file, new=each in added):
            click.echo(line)


def _told(answer: Answer, case: Case, file: Path, *, new: bool) -> Iterator[str]:
    """Say what was recorded, so that a slip is seen at once."""
    from rcagraph.outputs.wording import OUTCOMES

    node = case.model.ontology.nodes[answer.about]
    if not new:
        yield f"{answer.id} is in {file} already; nothing was added"
        return
    yield f"recorded {answer.id} in {file}: {OUTCOMES[answer.outcome]}: {node.label}"
    if merged := case.model.enquiries.by_id.get(answer.enquiry):
        yield f"  asked: {merged.enquiry.question}"
        yield f"  settles: {merged.enquiry.settles}"
    against = {"confirms": "refutes", "refutes": "confirms"}.get(answer.outcome)
    for other in case.answers.standing(answer.organisation):
        same = other.about == answer.about and other.id != answer.supersedes
        if same and other.outcome == against:
            yield f"  {other.id} says otherwise; both count, and it shows as a conflict"
