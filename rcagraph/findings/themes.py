"""Themes: which drivers recur across organisations, where, and which together.

A count of organisations that have a driver is uncertain in two ways. Each belief is
a probability, so that the count has a Poisson-binomial distribution; and strengths
and priors are judgements that all organisations share. Intervals hold both: the mean
of the exact distributions over draws of the parameters (docs/adr/0015).

The organisations are all there are, not a sample: intervals say how well each is
known, not what another set of trusts would show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from rcagraph.findings.population import Population
from rcagraph.findings.standing import BELIEVED
from rcagraph.inference.counts import (
    chance_of_larger_share,
    count_distribution,
    count_interval,
)
from rcagraph.inference.network import Floats, Ints
from rcagraph.inference.permutation import group_excess
from rcagraph.inference.shared_draws import shared_draws
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node

LEVEL = 0.9
# Groups smaller than this are shown and not judged.
FEWEST = 3
# Nor are drivers that figures speak of directly in hardly any organisation.
FEWEST_TOLD = 20
NOT_STATED = "not stated"


class Division(StrEnum):
    """By what organisations are divided."""

    REGION = "region"
    SYSTEM = "system"
    TYPE = "type"

    def group_of(self, organisation: Organisation) -> str:
        """Return the name of an organisation's group, "" where it is not stated."""
        match self:
            case Division.REGION:
                return organisation.region
            case Division.SYSTEM:
                return organisation.system_name
            case Division.TYPE:
                return organisation.subtype or organisation.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of some organisations have a driver.

    Attributes:
        size: organisations.
        expected: sum of their beliefs.
        low, high: 5 % and 95 % points, belief and parameters uncertain.
        in_sight: of how many the evidence has trebled the prior odds.
        believed: of how many the belief is one half or more.
        told: on how many there is direct evidence of this driver.
    """

    size: int
    expected: float
    low: int
    high: int
    in_sight: int
    believed: int
    told: int

    @property
    def share(self) -> float:
        """Expected share of the organisations."""
        return self.expected / self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One driver in one group of organisations.

    Attributes:
        rest: expected share outside the group.
        larger: probability that its share is larger than outside.
        distance: standard deviations above what dealing organisations to groups at
            random gives; None where group or direct evidence is too small.
        chance: that the largest distance in the whole division would be as large if
            groups did not matter; None likewise.
        seen: codes of its organisations with the driver in sight.
    """

    driver: Node
    division: Division
    group: str
    count: Count
    rest: float
    larger: float
    distance: float | None
    chance: float | None
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One driver across all organisations.

    Attributes:
        contribution: mean share of the underperformance observed.
        prior: share that would be expected before any evidence.
    """

    driver: Node
    count: Count
    contribution: float
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """The whole of it.

    Attributes:
        themes: every driver, by expected number, then id.
        cells: every driver in every group, by division, group and driver.
        level: that intervals hold.
        draws: of parameters.
        permutations: deals of organisations to groups.
    """

    as_of: date
    organisations: tuple[Organisation, ...]
    themes: tuple[Theme, ...]
    cells: tuple[Cell, ...]
    level: float
    draws: int
    permutations: int

    def of(self, division: Division) -> tuple[Cell, ...]:
        """Return the cells of one division."""
        return tuple(each for each in self.cells if each.division is division)


def find_themes(
    population: Population,
    *,
    draws: int = 40,
    permutations: int = 999,
    seed: int = 0,
) -> Themes:
    """Count every driver across all organisations and in every group.

    Args:
        population: all organisations.
        draws: of the parameters, behind the intervals.
        permutations: deals behind the adjusted chances.
        seed: of both.
    """
    model = population.model
    drawn = shared_draws(
        model.network,
        population.inferred.network,
        population.inferred.weights,
        previous=population.inferred.previous,
        concentrations=model.concentrations,
        leak_concentration=model.ontology.constants.concentration["expert-prior"],
        draws=draws,
        seed=seed,
    )
    # From the network's order of drivers to id order.
    order = [model.network.drivers.tolist().index(at) for at in population.places]
    drawn = drawn[:, :, order].transpose(0, 2, 1)
    everyone = np.arange(len(population.organisations))
    counts = _counts(population, everyone, _mixed(drawn))
    observed = population.inferred.credit.explicable
    shares = population.contributions[observed].mean(axis=0) if observed.any() else None
    themes = [
        Theme(
            driver=node,
            count=counts[at],
            contribution=0.0 if shares is None else float(shares[at]),
            prior=float(population.priors[at]),
        )
        for at, node in enumerate(population.drivers)
    ]
    return Themes(
        as_of=population.as_of,
        organisations=population.organisations,
        themes=tuple(sorted(themes, key=_frequency)),
        cells=tuple(
            cell
            for division in Division
            for cell in _cells(population, division, drawn, permutations, seed)
        ),
        level=LEVEL,
        draws=draws,
        permutations=permutations,
    )


def _frequency(theme: Theme) -> tuple[float, str]:
    return -round(theme.count.expected, 9), theme.driver.id


def _mixed(drawn: Floats) -> Floats:
    """Return the distribution (d, k + 1) of counts over draws (r, d, k)."""
    return np.asarray(count_distribution(drawn).mean(axis=0))


def _counts(population: Population, rows: Ints, chances: Floats) -> list[Count]:
    """Return the count of every driver among some organisations."""
    low, high = count_interval(chances, LEVEL)
    beliefs = population.beliefs[rows]
    return [
        Count(
            size=len(rows),
            expected=float(beliefs[:, at].sum()),
            low=int(low[at]),
            high=int(high[at]),
            in_sight=int(population.in_sight[rows, at].sum()),
            believed=int((beliefs[:, at] >= BELIEVED).sum()),
            told=int(population.told[rows, at].sum()),
        )
        for at in range(len(population.drivers))
    ]


def _cells(
    population: Population,
    division: Division,
    drawn: Floats,
    permutations: int,
    seed: int,
) -> list[Cell]:
    of_each = [division.group_of(each) for each in population.organisations]
    names = sorted({*of_each} - {""})
    groups = np.array(
        [names.index(name) if name else -1 for name in of_each], dtype=np.int64
    )
    # Types are what specialist trusts are set apart by: dealing within would hide it.
    strata = np.zeros_like(groups) if division is Division.TYPE else population.strata
    judged = population.told.sum(axis=0) >= FEWEST_TOLD
    distances, chances = group_excess(
        np.where(judged, population.beliefs, 0.0),
        groups,
        strata,
        fewest=FEWEST,
        permutations=permutations,
        seed=seed,
    )
    cells = []
    for group in [*range(len(names)), *([-1] if "" in of_each else [])]:
        inside = groups == group
        rows = np.flatnonzero(inside)
        own = count_distribution(drawn[:, :, inside])
        larger = chance_of_larger_share(own, drawn[:, :, ~inside]).mean(axis=0)
        counts = _counts(population, rows, own.mean(axis=0))
        outside = population.beliefs[~inside]
        rest = outside.mean(axis=0) if len(outside) else population.priors
        cells += [
            Cell(
                driver=node,
                division=division,
                group=names[group] if group >= 0 else NOT_STATED,
                count=counts[at],
                rest=float(rest[at]),
                larger=float(larger[at]),
                distance=_stated(distances, group, at),
                chance=_stated(chances, group, at),
                seen=_seen(population, rows.tolist(), at),
            )
            for at, node in enumerate(population.drivers)
        ]
    return cells


def _stated(values: Floats, group: int, column: int) -> float | None:
    if group < 0 or np.isnan(values[group, column]):
        return None
    return float(values[group, column])


def _seen(population: Population, rows: Sequence[int], column: int) -> tuple[str, ...]:
    seen = population.in_sight[:, column]
    return tuple(population.organisations[row].code for row in rows if seen[row])
