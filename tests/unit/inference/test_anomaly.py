from __future__ import annotations

import numpy as np
import pytest

from rcagraph.inference.anomaly import (
    Series,
    View,
    departure,
    explanation,
    lies_off,
    target_moves,
    weight,
)

NOISE = np.random.default_rng(3).normal(size=(300, 2))
PULSE = np.array([0.0, 8, 10, 5, 0])


def series(normal: np.ndarray, abnormal: np.ndarray) -> Series:
    return Series(normal=normal, abnormal=abnormal)


def test_shape_ignores_a_drift_that_level_sees() -> None:
    drifted = series(NOISE[:295, 0], NOISE[295:, 0] + 20)
    assert departure(drifted, None, View.SHAPE).rarity > 0.05
    assert departure(drifted, None, View.LEVEL).rarity == 1 / 292


def test_a_pulse_in_step_with_the_target_is_rare_both_ways() -> None:
    target = series(NOISE[:295, 0], NOISE[295:, 0] + 3 * PULSE)
    seen = departure(series(NOISE[:295, 1], NOISE[295:, 1] - PULSE), target, View.SHAPE)
    assert seen.size > 3
    assert seen.rarity == 1 / 292
    assert seen.correlation is not None
    assert seen.correlation < -0.9


def test_figures_that_never_move_are_no_departure() -> None:
    flat = series(np.full(50, 0.1 + 0.2), np.full(5, 0.3))
    seen = departure(flat, flat, View.SHAPE)
    assert (seen.size, seen.rarity, seen.correlation) == (0, 1, 0)
    level = departure(flat, None, View.LEVEL)
    assert (level.size, level.rarity) == (0, 1)


def test_gaps_are_left_out_and_too_many_are_too_few() -> None:
    gap = np.array([np.nan, 1, 2, 3, np.nan])
    assert series(np.arange(10.0), gap).enough
    assert not series(np.arange(9.0), gap).enough
    gap[1] = np.nan
    assert not series(np.arange(50.0), gap).enough


@pytest.mark.parametrize("view", list(View))
def test_a_cause_that_passes_its_departure_on_accounts_for_it(view: View) -> None:
    moved = PULSE if view is View.SHAPE else np.full(5, 8.0)
    cause = series(NOISE[:295, 0], NOISE[295:, 0] + moved)
    effect = series(
        2 * cause.normal + 0.1 * NOISE[:295, 1],
        2 * cause.abnormal + 0.1 * NOISE[295:, 1],
    )
    assert explanation(effect, (cause,), view).explained > 0.99
    alone = series(NOISE[:295, 1], NOISE[295:, 1] + moved)
    told = explanation(alone, (series(NOISE[:295, 0], NOISE[295:, 0]),), view)
    assert told.explained < 0.2
    assert told.rarity < 0.01


def test_a_cause_that_moves_once_but_never_before_accounts_for_little() -> None:
    # In normal time the effect does not follow; so it need not have done so now.
    cause = series(NOISE[:295, 0], NOISE[295:, 0] + PULSE / 4)
    effect = series(NOISE[:295, 1], NOISE[295:, 1] + 10 * PULSE)
    assert explanation(effect, (cause,), View.SHAPE).explained < 0.5


def test_constant_and_copied_causes_do_no_harm() -> None:
    cause = series(NOISE[:295, 0], NOISE[295:, 0] + PULSE)
    flat = series(np.zeros(295), np.zeros(5))
    told = explanation(cause, (flat, cause, cause), View.SHAPE)
    assert told.shares[0] == 0
    assert told.shares[1] == pytest.approx(told.shares[2], rel=1e-6)
    assert told.explained == pytest.approx(1, abs=1e-3)


def test_target_moves_only_if_it_moves_more_than_usual() -> None:
    assert target_moves(series(NOISE[:295, 0], NOISE[295:, 0] + PULSE)) < 0.01
    assert target_moves(series(NOISE[:295, 0], NOISE[295:, 0] + 9)) > 0.05
    assert target_moves(series(NOISE[:295, 0], np.array([1.0, 99]))) == 1
    assert lies_off(series(NOISE[:295, 0], NOISE[295:, 0] + 9), 3)
    assert not lies_off(series(NOISE[:295, 0], NOISE[295:, 0] + PULSE), 3)


def test_weight_is_limited_and_falls_with_rarity() -> None:
    told = [weight(p, 0.1, 10) for p in (1e-9, 0.01, 0.1, 1)]
    assert told == sorted(told, reverse=True)
    assert told[0] == 10
    assert told[-1] == pytest.approx(-10)
