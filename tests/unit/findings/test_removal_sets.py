from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from rcagraph.findings.removal_sets import sets_below
from rcagraph.inference.network import Floats


class Worlds:
    """What is left: the share of worlds with a supporter that is not removed."""

    def __init__(self, seed: int, candidates: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.supported = self.rng.random((64, candidates)) < 0.25

    def left(self, sets: Sequence[Sequence[int]]) -> Floats:
        removed = np.zeros((len(sets), self.supported.shape[1]), dtype=np.bool_)
        for row, places in enumerate(sets):
            removed[row, list(places)] = True
        stays = (self.supported[None] & ~removed[:, None]).any(axis=2)
        return np.asarray(stays.mean(axis=1))


@pytest.mark.parametrize("seed", range(40))
def test_sets_are_those_of_trying_all(seed: int) -> None:
    count = 2 + seed % 9
    worlds = Worlds(seed, count)
    threshold = 0.3 + 0.6 * (seed % 5) / 4
    expected: list[tuple[int, ...]] = []
    for size in (1, 2, 3):
        for each in itertools.combinations(range(count), size):
            smaller = any(set(less) <= set(each) for less in expected)
            if not smaller and worlds.left([each])[0] < threshold:
                expected.append(each)
    found = sets_below(worlds.left, range(count), threshold=threshold, order=3)
    assert sorted(each for each, _ in found) == sorted(expected)
    assert [len(each) for each, _ in found] == sorted(len(e) for e, _ in found)
    for each, left in found:
        assert left == worlds.left([each])[0]


def test_without_candidates_there_are_no_sets() -> None:
    assert sets_below(Worlds(0, 1).left, (), threshold=1, order=3) == []
