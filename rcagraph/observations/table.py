"""The table of observations: one frame, wrapped so that meaning is not in strings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A number that a publication states about an organisation in a period.

    Attributes:
        period: last day of the month, quarter or year that the number is about.
        numerator, denominator: None where the publication gives only the value.
        codes_summed: how many predecessor codes of that day were summed (1: none).
        origin: publication and the copy it was read from.
        row: line of the observations file, counted from 1, the header included.
    """

    organisation: str
    metric: str
    period: date
    value: float
    unit: str
    origin: str
    codes_summed: int
    row: int
    numerator: float | None = None
    denominator: float | None = None


COLUMNS = (
    "org_code",
    "period",
    "metric_id",
    "numerator",
    "denominator",
    "value",
    "unit",
    "source",
    "codes_summed",
    "row",
)


class ObservationTable:
    """All observations of a run, sorted by metric, organisation and period.

    At most one row per organisation, metric and period: the reader guarantees it.

    Args:
        frame: columns ``COLUMNS``; ``period`` is ``datetime64``, day resolution.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        assert set(COLUMNS) <= set(frame.columns)
        self._frame = frame.sort_values(
            ["metric_id", "org_code", "period"], ignore_index=True
        )
        metrics = self._frame["metric_id"].to_numpy()
        names, starts = np.unique(metrics, return_index=True)
        ends = [*starts, len(metrics)][1:]
        self._slices: Mapping[str, slice] = {
            str(name): slice(int(start), int(end))
            for name, start, end in zip(names, starts, ends, strict=True)
        }

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Ids of the metrics with at least one observation, sorted."""
        return tuple(self._slices)

    @property
    def organisations(self) -> tuple[str, ...]:
        """Codes with at least one observation, sorted."""
        return tuple(sorted(self._frame["org_code"].unique()))

    @property
    def latest(self) -> date | None:
        """The last period in the table, or None when it is empty."""
        return None if self._frame.empty else self._frame["period"].max().date()

    def of_metric(self, metric: str) -> pd.DataFrame:
        """Return the rows of a metric, columns ``COLUMNS``, by code and period."""
        return self._frame.iloc[self._slices.get(metric, slice(0, 0))]

    def panel(self, metric: str, *, until: date) -> pd.DataFrame:
        """Return values of a metric: index period (rising), columns codes (rising).

        Periods after ``until`` are left out; what was not published is NaN.
        """
        rows = self.of_metric(metric)
        rows = rows[rows["period"] <= pd.Timestamp(until)]
        return rows.pivot(index="period", columns="org_code", values="value")

    def observation(
        self, organisation: str, metric: str, period: date
    ) -> Observation | None:
        """Return one observation, or None when there is none."""
        rows = self.of_metric(metric)
        chosen = rows[
            (rows["org_code"] == organisation)
            & (rows["period"] == pd.Timestamp(period))
        ]
        if chosen.empty:
            return None
        row = chosen.iloc[0]
        return Observation(
            organisation=organisation,
            metric=metric,
            period=period,
            value=float(row["value"]),
            unit=str(row["unit"]),
            origin=str(row["source"]),
            codes_summed=int(row["codes_summed"]),
            row=int(row["row"]),
            numerator=_or_none(row["numerator"]),
            denominator=_or_none(row["denominator"]),
        )


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
