from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from rcagraph.evidence.history import quarter_ends
from rcagraph.findings.trajectories import Course, Trajectory, trajectory

DAYS = quarter_ends(date(2026, 6, 30), 20)
PRIOR = 0.1


def _of(*spans: tuple[float, int]) -> Trajectory:
    beliefs = np.concatenate([np.full(count, belief) for belief, count in spans])
    return trajectory(DAYS, beliefs, PRIOR)


@pytest.mark.parametrize(
    ("spans", "course", "since", "until"),
    [
        ([(0.05, 17), (0.4, 3)], Course.EMERGING, DAYS[17], None),
        ([(0.05, 12), (0.4, 8)], Course.PERSISTENT, DAYS[12], None),
        ([(0.4, 20)], Course.PERSISTENT, DAYS[0], None),
        ([(0.05, 9), (0.6, 8), (0.1, 3)], Course.RECEDING, DAYS[9], DAYS[16]),
        ([(0.05, 9), (0.9, 8), (0.3, 3)], Course.RECEDING, DAYS[9], None),
        ([(0.6, 12), (0.1, 8)], Course.ABSENT, None, None),
        ([(0.2, 20)], Course.ABSENT, None, None),
    ],
)
def test_course_follows_the_last_spell_in_sight(
    spans: list[tuple[float, int]],
    course: Course,
    since: date | None,
    until: date | None,
) -> None:
    found = _of(*spans)
    assert (found.course, found.since, found.until) == (course, since, until)


def test_a_belief_near_one_line_does_not_flicker() -> None:
    # In sight from 0.25 up, out of it below 0.18.
    found = _of((0.05, 10), (0.26, 3), (0.2, 2), (0.26, 5))
    assert (found.course, found.since) == (Course.PERSISTENT, DAYS[10])


def test_a_driver_that_nothing_told_of_before_may_be_older() -> None:
    assert _of((PRIOR, 17), (0.4, 3)).first_seen
    assert not _of((PRIOR, 16), (0.05, 1), (0.4, 3)).first_seen
    assert not _of((0.4, 20)).first_seen
