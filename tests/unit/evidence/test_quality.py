from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

from rcagraph.evidence.panel import panel_of
from rcagraph.evidence.quality import Quality, data_quality
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Event, Metric

MakeMetric = Callable[..., Metric]
MonthEnds = Callable[[str, int], list[str]]
Judge = Callable[..., Quality]
MONTHS = 40
CODES = [f"R{n:02}" for n in range(25)]


@pytest.fixture
def judge(make_metric: MakeMetric, month_ends: MonthEnds, as_of: date) -> Judge:
    """Judge the first organisation's figures beside 24 ordinary ones."""

    def run(
        own: Sequence[float],
        events: Sequence[Event] = (),
        others: Mapping[int, float] | None = None,
        numerators: Sequence[float] | None = None,
        unit: str = "%",
    ) -> Quality:
        noise = np.random.default_rng(3)
        figures = 50 + noise.normal(size=(len(CODES), MONTHS))
        for column, value in (others or {}).items():
            figures[:, column:] += value
        figures[0] = own
        counts = np.round(noise.uniform(1001, 2999, size=figures.shape))
        counts[0] = counts[0] if numerators is None else numerators
        rows = [
            (code, pd.Timestamp(day), value, count)
            for code, series, parts in zip(CODES, figures, counts, strict=True)
            for day, value, count in zip(
                month_ends(f"{as_of}", MONTHS), series, parts, strict=True
            )
            if not np.isnan(value)
        ]
        frame = pd.DataFrame(rows, columns=["org_code", "period", "value", "numerator"])
        frame = frame.assign(
            metric_id="waits", unit=unit, source="", codes_summed=1, row=2,
            denominator=5000.0,
        )  # fmt: skip
        panel = panel_of(ObservationTable(frame), "waits", codes=CODES, until=as_of)
        metric = make_metric(unit=unit)
        at = {"rows": np.array([0]), "columns": panel.latest[:1]}
        return data_quality(metric, panel, events, **at)[0]

    return run


@pytest.fixture
def steady() -> list[float]:
    return [50.0 + (1 if at % 2 else -1) + 0.1 * (at % 7) for at in range(MONTHS)]


def test_ordinary_figures_raise_no_doubt(judge: Judge, steady: list[float]) -> None:
    assert judge(steady) == Quality(share=1.0, doubts="")


def test_gaps_lower_quality_by_their_share(judge: Judge, steady: list[float]) -> None:
    gappy = [np.nan if at in range(10, 20) else v for at, v in enumerate(steady)]
    assert judge(gappy) == Quality(
        share=0.75,
        doubts="no figure in 10 of 40 periods in which most others have one",
    )
    three = [np.nan if at in {9, 15, 21} else v for at, v in enumerate(steady)]
    assert judge(three).share == 1


def test_months_before_the_first_figure_are_no_gap(
    judge: Judge, steady: list[float]
) -> None:
    assert judge([*[np.nan] * 20, *steady[20:]]).share == 1


def test_latest_figure_that_jumps_as_never_before_is_doubted(
    judge: Judge, steady: list[float]
) -> None:
    found = judge([*steady[:-1], 95.0])
    assert found.share == 0.6
    assert found.doubts.startswith("the latest figure jumped from ")


def test_jump_that_others_make_too_is_none_of_its_own(
    judge: Judge, steady: list[float]
) -> None:
    assert judge([*steady[:-1], 95.0], others={MONTHS - 1: 40.0}).share == 1


def test_share_beyond_a_hundred_is_doubted_where_no_other_has_one(
    judge: Judge,
) -> None:
    wide = [40.0, 95.0] * (MONTHS // 2)
    found = judge([*wide[:-1], 101.0])
    assert found == Quality(share=0.5, doubts="no share can lie outside 0 to 100%")
    assert judge([*wide[:-1], 101.0], others={20: 70.0}).share == 1


def test_step_at_a_change_of_definition_that_others_did_not_take(
    judge: Judge, steady: list[float]
) -> None:
    reform = Event(
        id="e", label="a reform", start=date(2025, 6, 1), end=None, metrics=("waits",)
    )
    stepped = [v + (30 if at >= MONTHS - 13 else 0) for at, v in enumerate(steady)]
    found = judge(stepped, [reform])
    assert found.share == 0.8
    assert "at a reform (June 2025) where others changed by" in found.doubts
    assert judge(steady, [reform]).share == 1


def test_counts_that_end_in_0_or_5_too_often_are_doubted(
    judge: Judge, steady: list[float]
) -> None:
    rounded = [1500.0 + 5 * at for at in range(MONTHS)]
    found = judge(steady, numerators=rounded)
    assert found == Quality(
        share=0.8, doubts="40 of 40 counts end in 0 or 5, where one in five is usual"
    )


def test_several_doubts_multiply(judge: Judge, steady: list[float]) -> None:
    gappy = [np.nan if at in range(10, 20) else v for at, v in enumerate(steady)]
    found = judge([*gappy[:-1], 95.0])
    assert found.share == pytest.approx(0.75 * 0.6)
    assert "; " in found.doubts
