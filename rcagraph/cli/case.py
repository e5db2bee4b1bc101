"""The case that a command is about, with the answers that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rcagraph.pipeline import Case

_ASKED = "rcagraph.answers"


def keep_answers(
    context: click.Context,
    parameter: click.Parameter,  # noqa: ARG001 - click passes it
    value: Path | None,
) -> None:
    """Remember what --answers was given, for ``open_case``."""
    context.meta[_ASKED] = value


def answers_file(observations: Path | None) -> tuple[Path, bool]:
    """Return the file of answers, and whether --answers named it.

    Without the option: beside a workspace's figures, else in the current folder.
    """
    asked = click.get_current_context().meta.get(_ASKED)
    if asked is not None:
        return asked, True
    from rcagraph.answering import default_answers

    return default_answers(observations), False


def open_case(
    observations: Path | None,
    *,
    library: Sequence[Path] = (),
    without: Sequence[str] = (),
    to_record: bool = False,
) -> Case:
    """Read the case, and say on stderr which answers are used.

    Args:
        observations, library, without: as for ``read_case``.
        to_record: an answer is to be added: the file need not exist, and what is in
            it is not what the command is about.
    """
    from rcagraph.pipeline import read_case

    file, named = answers_file(observations)
    used = file if file.is_file() or (named and not to_record) else None
    case = read_case(observations, library=library, without=without, answers=used)
    if case.answers.answers and not to_record:
        number = len(case.answers.answers)
        said = f"{number} answer{'' if number == 1 else 's'} from {file}"
        click.echo(f"using {said}", err=True)
        from rcagraph.answering import unknown_enquiries

        for problem in unknown_enquiries(case):
            click.echo(f"warning[{problem.code}]: {problem}", err=True)
    return case


def by_strengths(case: Case, strengths: str, folder: Path) -> Case:
    """Return the case with the strengths that --strengths asks for.

    Args:
        case: with strengths by the experts' words.
        strengths: "words", "learned", or a file that ``rcagraph learn`` wrote.
        folder: where learned.csv is, if that is asked for.
    """
    if strengths == "words":
        return case
    from rcagraph.studies import with_learned

    file = folder / "learned.csv" if strengths == "learned" else Path(strengths)
    return with_learned(case, file)
