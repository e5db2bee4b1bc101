"""One metric of all organisations as arrays, and back to observations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rcagraph.evidence.order_statistics import Floats, Ints
from rcagraph.observations.table import Observation, ObservationTable

Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Panel:
    """Figures of n organisations in p periods.

    Attributes:
        codes: rows, rising.
        periods: (p,) last days, rising.
        values: (n, p), NaN for what was not published.
        latest: (n,) column of each organisation's last figure, -1 for none.
        rows: (n, p) row of ``frame`` of each figure, -1 for none.
    """

    metric: str
    codes: tuple[str, ...]
    periods: Days
    values: Floats
    latest: Ints
    rows: Ints
    frame: pd.DataFrame

    @property
    def months(self) -> Ints:
        """Months (p,) since January 1970: differences are ages."""
        return month_numbers(self.periods)

    def parts(self, places: Ints, columns: Ints) -> tuple[Floats, Floats]:
        """Return numerators and denominators at rows and columns, NaN for none."""
        chosen = self.rows[places, columns]
        numerator, denominator = (
            self.frame[name].to_numpy(np.float64)[chosen]
            for name in ("numerator", "denominator")
        )
        return numerator, denominator

    def observations(self, places: Ints, columns: Ints) -> list[Observation]:
        """Return the observations at these rows and columns of the panel."""
        chosen = self.frame.take(self.rows[places, columns])
        fields = (
            "org_code",
            "value",
            "unit",
            "source",
            "codes_summed",
            "row",
            "numerator",
            "denominator",
        )
        lists = (chosen[field].tolist() for field in fields)
        return [
            Observation(
                organisation=code,
                metric=self.metric,
                period=period,
                value=float(value),
                unit=unit,
                origin=source,
                codes_summed=summed,
                row=row,
                numerator=None if math.isnan(numerator) else numerator,
                denominator=None if math.isnan(denominator) else denominator,
            )
            for period, (
                code,
                value,
                unit,
                source,
                summed,
                row,
                numerator,
                denominator,
            ) in zip(
                chosen["period"].dt.date.tolist(), zip(*lists, strict=True), strict=True
            )
        ]


def panel_of(
    table: ObservationTable, metric: str, *, codes: Sequence[str], until: date
) -> Panel:
    """Lay out a metric up to a day, for the given organisations (sorted)."""
    frame = table.of_metric(metric)
    places = pd.Index(codes).get_indexer(pd.Index(frame["org_code"]))
    days = frame["period"].to_numpy().astype("datetime64[D]")
    figures = frame["value"].to_numpy(np.float64)
    known = (places >= 0) & (days <= np.datetime64(until)) & ~np.isnan(figures)
    found = np.flatnonzero(known)
    periods, columns = np.unique(days[found], return_inverse=True)
    values = np.full((len(codes), len(periods)), np.nan)
    values[places[found], columns] = figures[found]
    rows = np.full(values.shape, -1, dtype=np.int64)
    rows[places[found], columns] = found
    latest = np.full(len(codes), -1, dtype=np.int64)
    np.maximum.at(latest, places[found], columns)
    return Panel(
        metric=metric,
        codes=tuple(codes),
        periods=periods,
        values=values,
        latest=latest,
        rows=rows,
        frame=frame,
    )


def month_numbers(days: Days) -> Ints:
    """Return months since January 1970 of each day.

    >>> month_numbers(np.array(["1970-03-31"], "datetime64[D]"))
    array([2])
    """
    return days.astype("datetime64[M]").astype(np.int64)


def month_number(day: date) -> int:
    """Return months since January 1970 of a day."""
    return int(month_numbers(np.array([day], dtype="datetime64[D]"))[0])
