"""The options of every command that reads a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rcagraph.cli.day import Day

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
