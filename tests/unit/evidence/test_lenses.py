from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest

from rcagraph.evidence.lens_peers import peer_readings
from rcagraph.evidence.lens_standard import standard_readings
from rcagraph.evidence.lenses import (
    Latest,
    latest_figures,
    lens_weight,
)
from rcagraph.evidence.panel import panel_of
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Constants, Lens, Metric, Polarity, Standard

MakeMetric = Callable[..., Metric]
MakeTable = Callable[..., ObservationTable]
Figures = Callable[..., Latest]

JUNE = "2026-06-30"
PEERS = {f"P{n}": 60.0 + 2 * n for n in range(10)}  # 60 to 78: median 69, MAD 5


@pytest.fixture
def figures(make_table: MakeTable) -> Figures:
    """Read organisation A's latest figure beside those of P0 to P9."""

    def make(
        metric: Metric,
        own: float,
        peers: Mapping[str, float] = PEERS,
        days: Mapping[str, str] | None = None,
    ) -> Latest:
        when = dict(days or {})
        table = make_table(
            {("A", metric.id): {JUNE: own}}
            | {
                (code, metric.id): {when.get(code, JUNE): value}
                for code, value in peers.items()
            }
        )
        codes = ["A", *sorted(peers)]
        panel = panel_of(table, metric.id, codes=codes, until=date(2026, 6, 30))
        return latest_figures(
            metric,
            panel,
            rows=np.array([0]),
            columns=panel.latest[:1],
            # One place too many: organisations may have fewer than ten peers.
            peer_rows=np.array([[*range(1, len(codes)), -1]]),
        )

    return make


def test_weight_is_linear_in_z_up_to_the_cap(
    constants: Constants, make_metric: MakeMetric
) -> None:
    metric = make_metric(reliability=0.8)
    # 4.343·(1·1.5 - 0.5)·0.8
    assert lens_weight(1.5, Lens.PEERS, metric, constants) == pytest.approx(
        4.342945 * 0.8
    )
    assert lens_weight(99.0, Lens.PEERS, metric, constants) == pytest.approx(8)
    assert lens_weight(-99.0, Lens.PEERS, metric, constants) == pytest.approx(-8)
    assert lens_weight(None, Lens.PEERS, metric, constants) == 0


def test_a_drivers_own_figure_weighs_more_steeply(
    constants: Constants, make_metric: MakeMetric
) -> None:
    metric = make_metric(of_driver=True)
    weight = lens_weight(0.5, Lens.PEERS, metric, constants)
    assert weight == pytest.approx(4.342945 * (3 * 0.5 - 0.5) * metric.reliability)


@pytest.mark.parametrize(
    "changes", [{"indicates": None}, {"polarity": Polarity.CONTEXT}]
)
def test_metric_that_shows_no_node_has_no_weight(
    constants: Constants, make_metric: MakeMetric, changes: dict[str, Any]
) -> None:
    assert lens_weight(3.0, Lens.PEERS, make_metric(**changes), constants) == 0


def test_worse_than_peers(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    metric = make_metric(polarity=Polarity.HIGH_IS_GOOD)
    (reading,) = peer_readings(figures(metric, 61.5), constants)
    assert reading.z == pytest.approx((69 - 61.5) / (1.4826 * 5))
    assert reading.compared_with == 69
    assert (reading.lower, reading.upper) == (64.5, 73.5)
    assert reading.percentile == 90
    assert reading.note == (
        "61.5% in June 2026, against a peer median of 69.0% (worse than 9 of 10 peers)."
    )


def test_neither_direction_adverse_gives_words_but_no_distance(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    metric = make_metric(polarity=Polarity.CONTEXT)
    (reading,) = peer_readings(figures(metric, 61.5), constants)
    assert reading.z is None
    assert reading.weight == 0
    assert "lower than 9 of 10 peers" in reading.note
    assert reading.note.endswith("Not weighed: neither direction is adverse.")


def test_totals_are_not_compared(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    metric = make_metric(comparable=False)
    (reading,) = peer_readings(figures(metric, 99.0), constants)
    assert reading.z is None
    assert reading.note.startswith("Not compared with peers")


@pytest.mark.parametrize(("day", "lent"), [("2026-03-31", True), ("2026-02-28", False)])
def test_peer_without_a_figure_lends_its_own_latest_within_three_months(
    constants: Constants,
    make_metric: MakeMetric,
    figures: Figures,
    day: str,
    *,
    lent: bool,
) -> None:
    latest = figures(make_metric(), 50.0, days={"P9": day})
    (reading,) = peer_readings(latest, constants)
    assert reading.compared_with == (69 if lent else 68)
    assert ("within three months: 1." in reading.note) is lent


def test_too_few_peers_are_told_and_weigh_nothing(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    few = {"P0": 60.0, "P1": 62.0, "P2": 64.0}
    (reading,) = peer_readings(figures(make_metric(), 90.0, few), constants)
    assert (reading.z, reading.weight) == (None, 0)
    assert reading.note.endswith(
        "(worse than 3 of 3 peers). Not weighed: only 3 peers have a figure; 5 are "
        "needed."
    )
    (alone,) = peer_readings(figures(make_metric(), 90.0, {}), constants)
    assert alone.note == (
        "90.0% in June 2026. Not weighed: no peer has a figure; 5 are needed."
    )


@pytest.fixture
def standard() -> Standard:
    return Standard(
        value=78.0, name="78% in time", source="a plan", start=date(2025, 4, 1)
    )


@pytest.mark.parametrize(
    ("own", "limits", "expected"),
    [
        (
            80.0,
            (79.0, 81.0),
            "of 79.0% to 81.0% all meet it, so it should go on being met",
        ),
        (
            73.0,
            (70.0, 76.0),
            "of 70.0% to 76.0% all miss it, so without change it will not be met",
        ),
        (
            73.0,
            (68.0, 79.0),
            "of 68.0% to 79.0% include it, so it will be met now and then",
        ),
    ],
)
def test_process_limits_say_what_to_expect_of_the_standard(  # noqa: PLR0913, PLR0917
    constants: Constants,
    make_metric: MakeMetric,
    figures: Figures,
    standard: Standard,
    own: float,
    limits: tuple[float, float],
    expected: str,
) -> None:
    metric = make_metric(polarity=Polarity.HIGH_IS_GOOD, standards=(standard,))
    (reading,) = standard_readings(figures(metric, own), [limits], constants)
    assert expected in reading.note


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (73.0, "misses the standard by 5.0 percentage points"),
        (78.0, "meets the standard exactly"),
        (80.0, "meets the standard with 2.0 percentage points to spare"),
    ],
)
def test_gap_is_told_and_weighed(  # noqa: PLR0913, PLR0917
    constants: Constants,
    make_metric: MakeMetric,
    figures: Figures,
    standard: Standard,
    own: float,
    expected: str,
) -> None:
    metric = make_metric(polarity=Polarity.HIGH_IS_GOOD, standards=(standard,))
    (reading,) = standard_readings(figures(metric, own), [None], constants)
    assert reading.note == f"{own}% in June 2026 {expected}: 78% in time."
    assert reading.compared_with == 78
    assert reading.z is not None
    # 4.343·0.5·z
    assert reading.weight == pytest.approx(2.1714724 * reading.z)


def test_standard_not_in_force_is_told(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    future = Standard(value=1.0, name="later", source="", start=date(2030, 1, 1))
    latest = figures(make_metric(standards=(future,)), 73.0)
    (reading,) = standard_readings(latest, [None], constants)
    assert (reading.z, reading.weight) == (None, 0)
    assert reading.note == "73.0% in June 2026. No standard was in force then."


def test_metric_without_standards_is_not_read(
    constants: Constants, make_metric: MakeMetric, figures: Figures
) -> None:
    assert standard_readings(figures(make_metric(), 73.0), [None], constants) == []


def test_gap_without_scale_is_told_and_weighs_nothing(
    constants: Constants, make_metric: MakeMetric, figures: Figures, standard: Standard
) -> None:
    metric = make_metric(standards=(standard,))
    (reading,) = standard_readings(figures(metric, 90.0, {}), [None], constants)
    assert (reading.z, reading.weight) == (None, 0)
    assert "Not weighed: only 1 organisation" in reading.note
