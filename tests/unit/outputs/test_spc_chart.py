from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from rcagraph.evidence.chart import Chart, chart_of
from rcagraph.evidence.panel import panel_of
from rcagraph.observations.table import ObservationTable
from rcagraph.outputs.spc_chart import ChartFrame, describe, spc_svg
from rcagraph.vocabulary.terms import Event, Metric, Polarity, Standard

AS_OF = date(2026, 6, 30)
FRAME = ChartFrame(organisation="A <trust> & co", company="peers", as_of=AS_OF)
STEADY = [50.0, 52.0, 51.0, 50.5, 51.5, 49.5] * 5


def chart(
    *figures: float,
    events: tuple[Event, ...] = (),
    rolling: bool = False,
    screen: bool = False,
) -> Chart:
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=len(figures), freq="ME")
    codes = ["A", *(f"P{n}" for n in range(6))]
    frame = pd.DataFrame(
        [
            (code, day, value + at)
            for at, code in enumerate(codes)
            for day, value in zip(days, figures, strict=True)
        ],
        columns=["org_code", "period", "value"],
    ).assign(
        metric_id="waits", unit="%", source="", codes_summed=1, row=2,
        numerator=np.nan, denominator=np.nan,
    )  # fmt: skip
    metric = Metric(
        id="waits", label="Waits & <queues>", unit="%", polarity=Polarity.HIGH_IS_BAD,
        domain="", publication="", frequency="monthly", fresh_months=6,
        rolling=rolling,
        standards=(Standard(value=40, name="40%", source="", start=date(2020, 1, 1)),),
    )  # fmt: skip
    panel = panel_of(ObservationTable(frame), "waits", codes=codes, until=AS_OF)
    return chart_of(
        metric, panel, events, row=0, peer_rows=np.arange(1, 7), as_of=AS_OF,
        screen=screen,
    )  # fmt: skip


def test_chart_is_xml_with_title_description_and_text_as_text() -> None:
    root = ET.fromstring(spc_svg(chart(*STEADY), FRAME))  # noqa: S314 - our own
    texts = [each.text or "" for each in root.iter() if each.text]
    assert any("A <trust> & co" in each for each in texts)
    assert any("Waits & <queues>" in each for each in texts)
    assert root.get("role") == "img"
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_description_tells_limits_variation_assurance_and_peers() -> None:
    said = describe(chart(*STEADY[:-1], 75.0), FRAME)
    assert "Variation: concern, high (outside limits)." in said
    assert "Standard 40.0%; assurance: consistently fails." in said
    assert "Median of peers: 78.5%." in said


@pytest.mark.parametrize(
    ("last", "shape"), [(75.0, "<rect"), (20.0, "<path"), (51.0, "<circle")]
)
def test_each_kind_of_point_has_a_shape_of_its_own(last: float, shape: str) -> None:
    drawn = spc_svg(chart(*STEADY[:-1], last), FRAME)
    (mark,) = [line for line in drawn.splitlines() if f"June 2026: {last}%" in line]
    assert shape in mark


def test_lasting_event_begins_limits_anew_and_a_passing_one_is_left_out() -> None:
    reform = Event(id="r", label="a reform", start=date(2025, 1, 1), end=None)
    risen = [v + 30 * (at >= 12) for at, v in enumerate(STEADY)]
    found = chart(*risen, events=(reform,))
    assert found.points[11].centre != found.points[12].centre
    storm = Event(
        id="s", label="a storm", start=date(2025, 1, 1), end=date(2025, 3, 31)
    )
    wild = [v + 300 * (12 <= at < 15) for at, v in enumerate(STEADY)]
    found = chart(*wild, events=(storm,))
    assert [p.centre for p in found.points[12:15]] == [None] * 3
    assert found.points[15].upper is not None
    assert found.points[15].upper < 60
    assert "a storm from January 2025 to March 2025, left out" in describe(found, FRAME)


def test_screening_narrows_limits() -> None:
    spiked = [*STEADY[:10], 90.0, *STEADY[11:]]
    plain, screened = (chart(*spiked, screen=each).points[-1] for each in (False, True))
    assert plain.upper is not None
    assert screened.upper is not None
    assert screened.upper < plain.upper


@pytest.mark.parametrize("figures", [STEADY[:11], STEADY[:1], []])
def test_few_figures_have_no_limits_and_still_a_chart(figures: list[float]) -> None:
    found = chart(*figures)
    assert all(point.centre is None for point in found.points)
    ET.fromstring(spc_svg(found, FRAME))  # noqa: S314 - our own


def test_rolling_metric_has_points_and_no_limits() -> None:
    found = chart(*STEADY, rolling=True)
    assert all(point.upper is None for point in found.points)
    assert "so there are no limits" in describe(found, FRAME)


def test_constant_series_is_drawn() -> None:
    assert "NaN" not in spc_svg(chart(*[5.0] * 24), FRAME)
