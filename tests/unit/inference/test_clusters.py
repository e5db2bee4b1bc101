from __future__ import annotations

import numpy as np
import pytest

from rcagraph.inference.clusters import masked_distances, partition, silhouette
from rcagraph.inference.network import Floats, Ints


def planted(spread: float) -> tuple[Floats, Ints]:
    generator = np.random.default_rng(7)
    labels = np.repeat([0, 1, 2], [20, 15, 10])
    centres = generator.normal(0, 1, size=(3, 12))
    return centres[labels] + generator.normal(0, spread, size=(45, 12)), labels


def silhouette_by_definition(distances: Floats, labels: Ints) -> float:
    scores = []
    for row, own in enumerate(labels):
        means = {
            group: np.mean(
                [
                    distances[row, k]
                    for k in range(len(labels))
                    if labels[k] == group and k != row
                ]
                or [0.0]
            )
            for group in set(labels.tolist())
        }
        inside = means.pop(own)
        alone = (labels == own).sum() == 1
        outside = min(means.values())
        scores.append(0.0 if alone else (outside - inside) / max(outside, inside))
    return float(np.mean(scores))


def test_planted_groups_are_found_and_stable() -> None:
    values, labels = planted(0.3)
    found = partition(values, np.ones(values.shape, dtype=bool))
    assert found is not None
    assert found.labels.tolist() == labels.tolist()  # larger groups first
    assert found.strength in {"fair", "reasonable"}
    assert (found.stability > 0.9).all()
    assert [labels[at] for at in found.medoids] == [0, 1, 2]


def test_noise_is_not_called_structure() -> None:
    values = np.random.default_rng(1).normal(size=(60, 15))
    found = partition(values, np.ones(values.shape, dtype=bool))
    assert found is not None
    assert found.strength == "none"


def test_rows_that_are_all_alike_are_no_structure() -> None:
    found = partition(np.zeros((12, 3)), np.ones((12, 3), dtype=bool), draws=20)
    assert found is not None
    assert (found.strength, found.silhouette, found.chance) == ("none", 0.0, 1.0)


def test_there_are_no_more_groups_than_rows_that_differ() -> None:
    values = np.repeat([0.0, 1.0, 5.0], 4)[:, None] * np.ones(3)
    found = partition(values, np.ones(values.shape, dtype=bool), draws=2)
    assert found is not None
    assert [*found.tried] == [2, 3]


def test_row_order_changes_nothing_but_places() -> None:
    values, _ = planted(0.8)
    known = np.random.default_rng(4).random(values.shape) < 0.8
    order = np.random.default_rng(9).permutation(len(values))
    one = partition(values, known, draws=2)
    other = partition(values[order], known[order], draws=2)
    assert one is not None
    assert other is not None
    groups = [
        {frozenset(names[found.labels == k].tolist()) for k in set(found.labels)}
        for found, names in ((one, np.arange(len(values))), (other, order))
    ]
    assert groups[0] == groups[1]
    assert one.silhouette == pytest.approx(other.silhouette)
    assert set(one.medoids.tolist()) == set(order[other.medoids].tolist())


def test_what_one_of_a_pair_does_not_know_is_not_compared() -> None:
    values = np.array([[0.0, 50.0], [1.0, -50.0], [5.0, 50.0]])
    known = np.array([[True, False], [True, True], [True, True]])
    distances = masked_distances(values, known)
    assert distances[0, 1] == 1
    assert distances[1, 2] == pytest.approx(np.sqrt((16 + 10_000) / 2))
    nothing = masked_distances(values, ~known)
    assert nothing[0, 1] == nothing.max()


def test_silhouette_follows_its_definition() -> None:
    generator = np.random.default_rng(11)
    labels = np.array([0, 0, 1, 1, 1, 2, 2, 3])
    distances = masked_distances(generator.random((8, 3)), np.ones((8, 3), dtype=bool))
    expected = silhouette_by_definition(distances, labels)
    assert silhouette(distances, labels) == pytest.approx(expected)


def test_too_few_rows_are_not_divided() -> None:
    assert partition(np.zeros((8, 3)), np.ones((8, 3), dtype=bool)) is None


def test_a_row_that_stands_apart_is_no_group() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(60, 6))
    values[0] += 12.0

    found = partition(values, np.ones(values.shape, dtype=bool), draws=40)

    assert found is not None
    assert found.strength == "none"
