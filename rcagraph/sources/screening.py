"""The last check before figures enter a workspace, the same for every publication.

Readers know their publication; this knows only what no publication may state: dates
of another century, codes that no organisation has, numbers that are none, the same
figure twice. What fails is left out and reported with its place.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, did_you_mean
from rcagraph.sources.partitions import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication

_FIRST_PERIOD = "2000-01-01"
_AHEAD = timedelta(days=366)  # a year's figures may carry the year's last day
# Three characters (trusts, systems, regions), or more (sites, practices, other
# providers, trusts named since 2024). "-X" marks a trust without the part it lost.
# The words are what stands in the column of codes below a table.
_CODE = (
    r"(?!TOTAL|ENGLAND|NATIONAL|REGION|UNKNOWN)"
    r"(?:[A-Z0-9]{3}-[A-Z0-9]|[A-Z0-9]{3,8})"
)
# Every trust since this day is in the register that is shipped.
_REGISTER_SINCE = "2019-04-01"
_TRUST = r"[RT][A-Z0-9]{2}"
_MOST_PROBLEMS = 10  # of one sort; the rest are counted


def screen(
    file: OpenedFile,
    publication: Publication,
    figures: pd.DataFrame,
    *,
    read_at: datetime,
    organisations: Mapping[str, str],
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the figures that may enter a workspace, and what was left out.

    Args:
        file: named in the problems.
        publication: whose metrics are allowed.
        figures: columns ``FIGURES``.
        read_at: no figure can be about a time long after it.
        organisations: trust code → name, of every trust that is known.
    """
    import numpy as np
    import pandas as pd

    last = pd.Timestamp(read_at.date() + _AHEAD)
    period = pd.to_datetime(figures["period"])
    code = figures["org_code"].astype("str")
    trust = code.str.fullmatch(_TRUST) & (period >= pd.Timestamp(_REGISTER_SINCE))
    numbers = figures[["numerator", "denominator", "value"]].astype("float64")
    checks = (
        (
            ~figures["metric_id"].isin(list(publication.metrics)),
            "metric_id",
            "a metric that this publication does not fill",
            ", ".join(publication.metrics),
        ),
        (
            ~code.str.fullmatch(_CODE),
            "org_code",
            "not an organisation code",
            "3 to 8 capital letters and digits",
        ),
        (
            trust & ~code.isin(list(organisations)),
            "org_code",
            "no trust is known by this code",
            "a trust of the ODS register, or of the workspace's organisations.csv",
        ),
        (
            ~period.between(pd.Timestamp(_FIRST_PERIOD), last),
            "period",
            "a period that cannot be",
            f"{_FIRST_PERIOD} to {last:%Y-%m-%d}",
        ),
        (
            ~np.isfinite(numbers["value"]) | np.isinf(numbers).any(axis=1),
            "value",
            "not a number",
            "a finite number",
        ),
        (
            figures.duplicated(list(KEYS)),
            "metric_id",
            "a second figure for the same organisation, metric and period",
            "one",
        ),
    )
    bad = pd.Series(False, index=figures.index)  # noqa: FBT003 - the cells' value
    problems: list[Problem] = []
    for mask, column, message, expected in checks:
        fresh = figures[mask & ~bad]
        problems += _problems(
            file,
            rows=fresh,
            column=column,
            message=message,
            expected=expected,
            organisations=organisations,
        )
        bad |= mask
    return figures[~bad], problems


@cache
def known_trusts() -> Mapping[str, str]:
    """Return code → name of every trust since April 2019, closed ones included."""
    with (Path(__file__).parent / "trusts.csv").open(encoding="utf-8") as text:
        return {row["org_code"]: row["org_name"] for row in csv.DictReader(text)}


def _problems(  # noqa: PLR0913 - a problem has as many parts
    file: OpenedFile,
    *,
    rows: pd.DataFrame,
    column: str,
    message: str,
    expected: str,
    organisations: Mapping[str, str],
) -> list[Problem]:
    # One problem for each cell: a row of a file usually holds several figures.
    rows = rows.drop_duplicates(["sheet", "row", column])
    found = [
        Problem(
            file=f"{file.name}[{row.sheet!s}]" if row.sheet else file.name,
            line=int(str(row.row)),
            message=(
                f"{message}: {row.org_code!s}, {row.metric_id!s}, {row.period!s:.10}"
            ),
            found=repr(str(getattr(row, column))),
            expected=expected,
            code=Code.FIGURE_REFUSED,
            hint=did_you_mean(str(row.org_code), organisations)
            if column == "org_code"
            else "",
        )
        for row in rows.head(_MOST_PROBLEMS).itertuples()
    ]
    if len(rows) > _MOST_PROBLEMS:
        more = f"{message}, in {len(rows) - _MOST_PROBLEMS} more rows"
        found.append(
            Problem(
                file=file.name,
                message=more,
                expected=expected,
                code=Code.FIGURE_REFUSED,
            )
        )
    return found
