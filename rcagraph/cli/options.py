"""The options of every command that reads a case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from rcagraph.cli.case import keep_answers
from rcagraph.cli.day import Day

if TYPE_CHECKING:
    from rcagraph.graph.selection import Selection

_Function = TypeVar("_Function", bound=Callable[..., Any])


def case_options(function: _Function) -> _Function:
    """Add --as-of, --observations, --library and --answers to a command.

    The answers are no argument of the command: ``open_case`` knows them.
    """
    for option in (
        click.option(
            "--answers",
            type=click.Path(dir_okay=False, path_type=Path),
            callback=keep_answers,
            expose_value=False,
            help="Answers to enquiries. Default: answers.jsonl in the workspace, or in "
            "the current folder.",
        ),
        click.option(
            "--library",
            multiple=True,
            type=click.Path(exists=True, path_type=Path),
            help="Folder of local hypotheses that extend or replace the shipped ones.",
        ),
        click.option(
            "--observations",
            type=click.Path(path_type=Path),
            help="Tidy CSV, its folder, or a workspace. Default: the shipped figures.",
        ),
        click.option(
            "--as-of",
            type=Day(),
            help="Use what was published for periods up to here. Default: the latest.",
        ),
    ):
        function = option(function)
    return function


def top_option(number: int, what: str) -> Callable[[_Function], _Function]:
    """Add --top, which cuts what is printed and never what is written.

    Args:
        number: how many unless something else is said.
        what: is counted, for the help.
    """
    return click.option(
        "--top",
        type=click.IntRange(1),
        default=number,
        show_default=True,
        help=f"How many {what} to print.",
    )


def model_options(function: _Function) -> _Function:
    """Add --peers, --without and --strengths, which change what is found.

    The command gets them as ``named``, ``without`` and ``strengths``.
    """
    for option in (
        click.option(
            "--strengths",
            default="words",
            show_default=True,
            metavar="words|learned|FILE",
            help="Strengths by the experts' words, or as `rcagraph learn` wrote them: "
            "learned.csv in the folder of results, or another file.",
        ),
        click.option(
            "--without",
            multiple=True,
            type=click.Choice(
                ["measured", "published", "definitional", "expert-prior"]
            ),
            help="Leave out claims of this evidence class.",
        ),
        click.option(
            "--peers", "named", default="", help="Codes to compare with: R1,R2,…"
        ),
    ):
        function = option(function)
    return function


def select_option(function: _Function) -> _Function:
    """Add --select and --exclude; the command gets them as one ``selection``."""

    @wraps(function)
    def joined(select: str | None, exclude: str | None, **options: object) -> object:
        return function(selection=_selection(select, exclude), **options)

    for option in (
        click.option(
            "--exclude",
            metavar="NODES",
            help="Leave these out; the same language.",
        ),
        click.option(
            "--select",
            metavar="NODES",
            help="Show only these: 2+ed-crowding, ops_*, class:structural, "
            "'belief>0.6'. A space joins, a comma narrows: docs/selecting.md.",
        ),
    ):
        joined = option(joined)
    return cast("_Function", joined)


def _selection(select: str | None, exclude: str | None) -> Selection | None:
    """Read both options as one selection, or None where neither is given."""
    from rcagraph.graph.selection_text import parse_exclusion, parse_selection

    parts = []
    if select is not None:
        parts.append(parse_selection(select).text)
    if exclude is not None:
        parts.append(parse_exclusion(exclude))
    return parse_selection(" ".join(parts)) if parts else None
