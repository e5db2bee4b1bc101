"""The figures of a month of A&E attendances, alike for the workbook and the csv."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.preamble import About
    from rcagraph.sources.publications.reading import Table

METRICS = (
    "ae_12hr_dta_count",
    "ae_12hr_dta_pct_of_admissions",
    "ae_4hr_all_pct",
    "ae_4hr_dta_count",
    "ae_4hr_type1_pct",
    "ae_attendances_all",
    "ae_attendances_type1",
    "emergency_admissions_total",
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Attendances:
    """Counts of people, one for each row; booked appointments are among them.

    Attributes:
        type1, everyone: who attended a major department, or any.
        type1_within, everyone_within: who left within four hours.
        type1_timed, everyone_timed: of whom that is known either way.
        via_ae, admitted: emergency admissions through A&E, and all.
        over_4h, over_12h: waited so long from the decision to admit.
    """

    type1: pd.Series[float]
    everyone: pd.Series[float]
    type1_within: pd.Series[float]
    everyone_within: pd.Series[float]
    type1_timed: pd.Series[float]
    everyone_timed: pd.Series[float]
    via_ae: pd.Series[float]
    admitted: pd.Series[float]
    over_4h: pd.Series[float]
    over_12h: pd.Series[float]


def ae_figures(table: Table, about: About, people: Attendances) -> list[pd.DataFrame]:
    """Return the figures of all metrics in ``METRICS``."""
    counts = {
        "ae_attendances_all": people.everyone,
        "ae_attendances_type1": people.type1,
        "emergency_admissions_total": people.admitted,
        "ae_4hr_dta_count": people.over_4h,
        "ae_12hr_dta_count": people.over_12h,
    }
    shares = {
        "ae_4hr_all_pct": (people.everyone_within, people.everyone_timed),
        "ae_4hr_type1_pct": (people.type1_within, people.type1_timed),
        # A few state long waits to admission and fewer admissions: no share.
        "ae_12hr_dta_pct_of_admissions": (
            people.over_12h.where(people.over_12h <= people.via_ae),
            people.via_ae,
        ),
    }
    return [
        *(
            table.figures(metric, **about, unit="count", value=value)
            for metric, value in counts.items()
        ),
        *(
            table.figures(metric, **about, unit="%", numerator=part, denominator=whole)
            for metric, (part, whole) in shares.items()
        ),
    ]
