"""``rcagraph learn``: strengths and leaks from all organisations and quarters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rcagraph.cli.options import case_options


@click.command("learn")
@case_options
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder to write learned.csv to.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
def command(
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
    out: Path,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """Learn strengths from the figures, with the experts' words as priors.

    Writes learned.csv: every link and leak by its word and by the figures of all
    organisations over five years, how far these moved it, and in how many cases
    they could speak. `rcagraph diagnose --strengths learned` uses it. Answers to
    enquiries have no part in it. Takes about a minute.

    \b
    rcagraph learn
    rcagraph diagnose RAJ --strengths learned
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    from rcagraph.outputs.files import write_atomically
    from rcagraph.outputs.learned_csv import learned_csv, learned_json
    from rcagraph.pipeline import read_case
    from rcagraph.studies import learn

    run = learn(read_case(observations, library=library), as_of=as_of)
    path = out / "learned.csv"
    write_atomically(path, learned_csv(run.strengths))
    if as_json:
        click.echo(learned_json(run), nl=False)
    else:
        click.echo(
            f"{run.organisations} organisations, {run.quarters} quarters each; "
            f"{run.rounds} rounds, the last of which moved nothing by more than "
            f"{run.change:.4f}.\nFurthest from their words:"
        )
        moved = sorted(run.strengths.links, key=lambda x: -abs(x.learned - x.word))
        for each in moved[:10]:
            click.echo(
                f"  {each.cause} -> {each.effect}: {each.word:.2f} -> "
                f"{each.learned:.2f} ({each.trials:.0f} trials, {each.evidence})"
            )
    click.echo(f"wrote {path}", err=True)
