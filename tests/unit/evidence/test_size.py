from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import pytest

from rcagraph.evidence.size import log_sizes
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable

MakeOrganisation = Callable[..., Organisation]
MakeTable = Callable[..., ObservationTable]
MonthEnds = Callable[[str, int], list[str]]


def test_size_is_the_logarithm_of_the_median_of_a_year(
    make_organisation: MakeOrganisation,
    make_table: MakeTable,
    month_ends: MonthEnds,
    as_of: date,
) -> None:
    days = month_ends("2026-06-30", 13)
    attendances = {day: 100.0 + at for at, day in enumerate(days)}
    table = make_table({("A", "ae_attendances_type1"): attendances})
    # The oldest of the thirteen, 100, falls out: the median of 101 to 112 is 106.5.
    sizes = log_sizes(table, [make_organisation("A")], as_of=as_of)
    assert sizes == {"A": pytest.approx(math.log(106.5))}


def test_pool_without_emergency_departments_is_measured_by_staff(
    make_organisation: MakeOrganisation, make_table: MakeTable, as_of: date
) -> None:
    special = [
        make_organisation(code, subtype="Acute - Specialist")
        for code in ("S", "T", "U")
    ]
    table = make_table(
        {
            ("S", "ae_attendances_type1"): {"2026-06-30": 50.0},
            ("T", "ae_attendances_type1"): {"2026-06-30": 0.0},
            **{(code, "staff_fte_total"): {"2026-05-31": 1000.0} for code in "STA"},
            ("A", "ae_attendances_type1"): {"2026-06-30": 9000.0},
        }
    )
    sizes = log_sizes(table, [*special, make_organisation("A")], as_of=as_of)
    assert sizes == {
        "S": pytest.approx(math.log(1000)),
        "T": pytest.approx(math.log(1000)),
        "A": pytest.approx(math.log(9000)),
    }
