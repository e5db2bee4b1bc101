"""Progress for a person at a terminal; silence for everything else."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")


def progress(steps: Iterable[T], label: str, length: int) -> Iterator[T]:
    """Yield the steps, drawing a bar on standard error if it is a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    with click.progressbar(steps, label=label, length=length, file=sys.stderr) as bar:
        yield from bar
