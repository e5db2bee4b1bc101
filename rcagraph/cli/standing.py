"""The options of every command about one organisation as it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rcagraph.cli.day import Day

if TYPE_CHECKING:
    from rcagraph.findings.standing import Standing

_Function = TypeVar("_Function", bound=Callable[..., Any])


def case_options(function: _Function) -> _Function:
    """Add --as-of, --observations and --library to a command."""
    for option in (
        click.option(
            "--library",
            multiple=True,
            type=click.Path(exists=True, path_type=Path),
            help="Folder of local hypotheses that extend or replace the shipped ones.",
        ),
        click.option(
            "--observations",
            type=click.Path(path_type=Path),
            help="Tidy CSV, or a folder with one. Default: the shipped figures.",
        ),
        click.option(
            "--as-of",
            type=Day(),
            help="Use what was published for periods up to here. Default: the latest.",
        ),
    ):
        function = option(function)
    return function


def stand(
    organisation: str,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
) -> Standing:
    """Read the case and return the organisation as it stands."""
    from rcagraph.pipeline import read_case, standing_of

    case = read_case(observations, library=library)
    return standing_of(case, organisation, as_of=as_of)
