"""The options of every command that reads a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rcagraph.cli.case import keep_answers
from rcagraph.cli.day import Day

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
