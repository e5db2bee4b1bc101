"""What an ingest did with each file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from rcagraph.errors import Problem

Outcome = Literal["added", "unchanged", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file.

    Attributes:
        path: as found.
        outcome: "unchanged" if the workspace already has this very file.
        publication: product, as the publisher calls it; "" if not recognised.
        metrics: ids, sorted.
        first_period, last_period: ISO dates; "" without figures.
        figures: how many it states.
        new: of these, about something of which nothing was known.
        revised: of these, now in force in place of another value.
        confirmed: of these, equal to what was or is in force.
        superseded: of these, other than what is in force; kept, but not used.
        organisations: how many a register names.
        refused: why the file, or some of it, was left out.
        warnings: what to look at; nothing was left out for it.
    """

    path: Path
    outcome: Outcome
    publication: str = ""
    metrics: tuple[str, ...] = ()
    first_period: str = ""
    last_period: str = ""
    figures: int = 0
    new: int = 0
    revised: int = 0
    confirmed: int = 0
    superseded: int = 0
    organisations: int = 0
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of every file, in the order of their paths.

    Attributes:
        written: whether the workspace was changed; never by a dry run.
        unrolled: what cannot be rolled up to today's codes, and why.
    """

    files: tuple[FileReport, ...]
    written: bool
    unrolled: tuple[Problem, ...] = ()

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Everything that was left out, and why."""
        return tuple(problem for each in self.files for problem in each.refused)
