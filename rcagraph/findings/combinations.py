"""Drivers that occur together more often, and organisations with one pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rcagraph.findings.population import Population
from rcagraph.findings.themes import FEWEST_TOLD
from rcagraph.inference.clusters import Partition, masked_distances, partition
from rcagraph.inference.permutation import pair_association
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node

# Family-wise: of all pairs together, one in twenty such lists has a false one.
CHANCE = 0.05
# Hennig (2007): below, a cluster should not be trusted.
STABLE = 0.6
_NAMED_BY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two drivers that are believed together more often than their shares say.

    Attributes:
        together: organisations expected to have both.
        apart: the same if having one said nothing of having the other.
        correlation: of the beliefs, specialist and other trusts apart.
        chance: that the largest correlation of all pairs would be as large if no two
            belonged together.
        own_figures: correlation of the direct evidence of the two, on organisations
            with both; None with fewer than twenty.
        linked: the graph itself has a link between them.
        shared_figures: metrics that speak directly of both.
    """

    first: Node
    second: Node
    together: float
    apart: float
    correlation: float
    chance: float
    own_figures: float | None
    linked: bool
    shared_figures: tuple[str, ...]

    @property
    def built_in(self) -> bool:
        """Whether the model ties them, so that company proves little."""
        return self.linked or bool(self.shared_figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """A driver by which a cluster differs from the others.

    Attributes:
        decibans: mean lift over the prior inside, less the mean outside.
        belief, elsewhere: mean beliefs inside and outside.
    """

    driver: Node
    decibans: float
    belief: float
    elsewhere: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Organisations with the same pattern of drivers.

    Attributes:
        traits: drivers that set it apart, more likely here than elsewhere first.
        medoid: the organisation most like all others of it.
        stability: 0 to 1; under 0.6 it should not be trusted.
    """

    members: tuple[Organisation, ...]
    medoid: Organisation
    traits: tuple[Trait, ...]
    stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """How organisations fall into patterns, if they do.

    Attributes:
        clusters: larger first; none where there is no more structure than chance.
        strength: "none", "weak", "fair" or "reasonable".
        silhouette: mean, -1 to 1.
        chance: that drivers without any relation give as large a silhouette.
        tried: number of clusters → silhouette.
    """

    clusters: tuple[Cluster, ...]
    strength: str
    silhouette: float
    chance: float
    tried: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An organisation beside another, by the pattern of their drivers.

    Attributes:
        decibans: root mean square difference of their lifts over the priors.
        compared: drivers of which both have direct evidence, and no others.
        shared: those of them in sight in both, the clearest first.
    """

    organisation: Organisation
    decibans: float
    compared: int
    shared: tuple[Node, ...]


def find_pairs(
    population: Population, *, permutations: int = 199, seed: int = 0
) -> tuple[Pair, ...]:
    """Return pairs in company beyond chance, those that add most organisations first.

    Within an organisation the two are taken as independent given its beliefs.
    """
    told = population.told.sum(axis=0) >= FEWEST_TOLD
    columns = np.flatnonzero(told)
    beliefs = population.beliefs[:, columns]
    if not len(columns):
        return ()
    correlations, chances = pair_association(
        beliefs, population.strata, permutations=permutations, seed=seed
    )
    together = beliefs.T @ beliefs
    apart = np.zeros_like(together)
    for stratum in np.unique(population.strata):
        inside = beliefs[population.strata == stratum]
        apart += np.outer(inside.sum(axis=0), inside.mean(axis=0))
    found = []
    for one, other in zip(*np.triu_indices(len(columns), 1), strict=True):
        if chances[one, other] <= CHANCE and correlations[one, other] > 0:
            first, second = int(columns[one]), int(columns[other])
            found.append(
                Pair(
                    first=population.drivers[first],
                    second=population.drivers[second],
                    together=float(together[one, other]),
                    apart=float(apart[one, other]),
                    correlation=float(correlations[one, other]),
                    chance=float(chances[one, other]),
                    own_figures=_own_figures(population, first, second),
                    linked=_linked(population, first, second),
                    shared_figures=_shared_figures(population, first, second),
                )
            )
    return tuple(sorted(found, key=_telling))


def _telling(pair: Pair) -> tuple[bool, float, str, str]:
    added = pair.together - pair.apart
    return pair.built_in, -round(added, 9), pair.first.id, pair.second.id


def _own_figures(population: Population, first: int, second: int) -> float | None:
    both = population.told[:, first] & population.told[:, second]
    if both.sum() < FEWEST_TOLD:
        return None
    figures = population.direct[both][:, [first, second]]
    if (figures.std(axis=0) < 1e-9).any():  # noqa: PLR2004 - round-off
        return None
    return float(np.asarray(np.corrcoef(figures.T))[0, 1])


def _linked(population: Population, first: int, second: int) -> bool:
    one, other = population.drivers[first].id, population.drivers[second].id
    index = population.model.graph.link_index
    return (one, other) in index or (other, one) in index


def _shared_figures(population: Population, first: int, second: int) -> tuple[str, ...]:
    metrics = [
        {
            metric
            for row in range(len(population.organisations))
            for entry in population.entries(row, column)
            for metric in entry.metrics
        }
        for column in (first, second)
    ]
    return tuple(sorted(metrics[0] & metrics[1]))


def find_clusters(
    population: Population, *, draws: int = 199, seed: int = 0
) -> Clustering:
    """Return organisations with the same pattern, compared on what both have told."""
    lifts = population.lifts
    columns = np.flatnonzero(population.told.any(axis=0))
    found = partition(
        lifts[:, columns], population.told[:, columns], draws=draws, seed=seed
    )
    if found is None:
        return Clustering(
            clusters=(),
            strength="none",
            silhouette=0.0,
            chance=1.0,
            tried=(),
        )
    clusters = [
        _cluster(population, found, group) for group in range(len(found.medoids))
    ]
    return Clustering(
        clusters=() if found.strength == "none" else tuple(clusters),
        strength=found.strength,
        silhouette=found.silhouette,
        chance=found.chance,
        tried=tuple(sorted(found.tried.items())),
    )


def _cluster(population: Population, found: Partition, group: int) -> Cluster:
    """Return a cluster with the drivers by which it differs most from the others."""
    inside = found.labels == group
    lifts, told = population.lifts, population.told.any(axis=0)
    gaps = lifts[inside].mean(axis=0) - lifts[~inside].mean(axis=0)
    spread = np.asarray(lifts.std(axis=0))
    scaled = np.divide(gaps, spread, out=np.zeros_like(gaps), where=told & (spread > 0))
    first = np.argsort(-np.abs(scaled).round(9), kind="stable")[:_NAMED_BY]
    order = sorted(first.tolist(), key=lambda at: -round(float(scaled[at]), 9))
    return Cluster(
        members=tuple(
            population.organisations[row] for row in np.flatnonzero(inside).tolist()
        ),
        medoid=population.organisations[int(found.medoids[group])],
        traits=tuple(
            Trait(
                driver=population.drivers[at],
                decibans=float(gaps[at]),
                belief=float(population.beliefs[inside, at].mean()),
                elsewhere=float(population.beliefs[~inside, at].mean()),
            )
            for at in order
        ),
        stability=float(found.stability[group]),
    )


def find_alike(population: Population, code: str) -> tuple[Alike, ...]:
    """Return all other organisations, those most like one in their drivers first.

    Args:
        population: all organisations.
        code: of one of them.
    """
    columns = np.flatnonzero(population.told.any(axis=0))
    own = population.row[code]
    distances = masked_distances(
        population.lifts[:, columns], population.told[:, columns]
    )[own].round(9)
    found = []
    for row in np.argsort(distances, kind="stable").tolist():
        if row == own:
            continue
        compared = population.told[own] & population.told[row]
        seen = population.in_sight[own] & population.in_sight[row] & compared
        lifts = population.lifts[[own, row]].min(axis=0)
        order = np.argsort(-lifts.round(9), kind="stable").tolist()
        found.append(
            Alike(
                organisation=population.organisations[row],
                decibans=float(distances[row]),
                compared=int(compared.sum()),
                shared=tuple(population.drivers[at] for at in order if seen[at]),
            )
        )
    return tuple(found)
