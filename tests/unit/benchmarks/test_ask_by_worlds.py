"""What an answer tells of the main driver."""

from __future__ import annotations

import numpy as np
import pytest
from calibration.ask_by_worlds import bits_of_main, recall_of_main

MAIN = np.array([[0.5, 0.3, 0.2]])


def test_an_answer_that_hangs_on_nothing_tells_nothing() -> None:
    entropy = -(MAIN * np.log2(MAIN)).sum()
    assert bits_of_main(MAIN / 4, MAIN * 3 / 4) == pytest.approx(-entropy)


def test_an_answer_that_splits_the_drivers_tells_which_half() -> None:
    yes, no = np.array([[0.5, 0.0, 0.0]]), np.array([[0.0, 0.3, 0.2]])
    between = 0.5 * -(0.6 * np.log2(0.6) + 0.4 * np.log2(0.4))
    assert bits_of_main(yes, no) == pytest.approx(-between)
    assert recall_of_main(yes, no) == pytest.approx(0.5 + 0.3, abs=2e-3)


def test_bits_decide_between_answers_that_leave_the_first_place_alone() -> None:
    idle = recall_of_main(MAIN / 2, MAIN / 2)
    telling = recall_of_main(np.array([[0.3, 0.3, 0]]), np.array([[0.2, 0, 0.2]]))
    assert telling.item() > idle.item()
    assert telling == pytest.approx(idle, abs=2e-3)
