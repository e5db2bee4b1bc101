"""What every command about one organisation as it stands begins with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.cli.case import open_case

if TYPE_CHECKING:
    from rcagraph.findings.standing import Standing


def stand(
    organisation: str,
    as_of: date | None,
    observations: Path | None,
    library: tuple[Path, ...],
) -> Standing:
    """Read the case and return the organisation as it stands."""
    from rcagraph.pipeline import standing_of

    case = open_case(observations, library=library)
    return standing_of(case, organisation, as_of=as_of)
