from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from rcagraph.evidence.panel import panel_of
from rcagraph.observations.table import ObservationTable

MakeTable = Callable[..., ObservationTable]

SERIES = {
    ("B", "waits"): {"2026-04-30": 3.0, "2026-06-30": 5.0},
    ("A", "waits"): {"2026-05-31": 4.0, "2026-07-31": 9.0},
    ("Z", "waits"): {"2026-06-30": 1.0},
    ("A", "other"): {"2026-06-30": 7.0},
}


def test_panel_equals_the_tables_own_pivot(make_table: MakeTable) -> None:
    table, until = make_table(SERIES), date(2026, 6, 30)
    panel = panel_of(table, "waits", codes=["A", "B"], until=until)
    pivot = table.panel("waits", until=until)[["A", "B"]]
    np.testing.assert_array_equal(panel.values, pivot.to_numpy().T)
    assert [day.item() for day in panel.periods] == [day.date() for day in pivot.index]


def test_nothing_after_the_day_is_seen(make_table: MakeTable) -> None:
    panel = panel_of(
        make_table(SERIES), "waits", codes=["A", "B", "C"], until=date(2026, 6, 30)
    )
    assert np.nanmax(panel.values) == 5
    assert panel.latest.tolist() == [1, 2, -1]


def test_figures_can_be_followed_back_to_observations(make_table: MakeTable) -> None:
    table = make_table(SERIES)
    panel = panel_of(table, "waits", codes=["A", "B"], until=date(2026, 6, 30))
    found = panel.observations(np.array([0, 1]), panel.latest)
    assert found == [
        table.observation("A", "waits", date(2026, 5, 31)),
        table.observation("B", "waits", date(2026, 6, 30)),
    ]


def test_metric_that_nobody_published_is_an_empty_panel(make_table: MakeTable) -> None:
    panel = panel_of(make_table(SERIES), "none", codes=["A"], until=date(2026, 6, 30))
    assert panel.values.shape == (1, 0)
    assert panel.latest.tolist() == [-1]
