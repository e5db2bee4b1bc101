"""The middle of the pack for an offer: neither clear of its drivers nor worst hit.

Structured collaboratives are aimed at the middle of the range: those free of the
problem have little to gain, and those worst hit need more than learning cycles. The
rule, for each driver that the offer addresses:

- *unknown*: nothing published speaks of the driver directly. Ask first.
- *clear*: the belief is no higher than before any evidence.
- all others are *candidates*. Those whose contribution lies between the lower and
  the upper quartile of the candidates', ends included, are the *middle*; those
  under it are *lightly* hit, those above it *worst* hit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.findings.population import Population
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node, SupportOffer

# Quartiles of fewer say nothing.
FEWEST = 8


class Place(StrEnum):
    """Where an organisation stands with a driver."""

    UNKNOWN = "unknown"
    CLEAR = "clear"
    LIGHT = "light"
    MIDDLE = "middle"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An organisation with its place; beliefs and contributions are its own."""

    organisation: Organisation
    place: Place
    belief: float
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverPack:
    """All organisations by one driver of an offer.

    Attributes:
        placed: in code order.
        lower, upper: quartiles of the candidates' contributions; None where there are
            fewer than eight, who are then all called middle.
    """

    driver: Node
    placed: tuple[Placed, ...]
    lower: float | None
    upper: float | None

    def of(self, place: Place) -> tuple[Placed, ...]:
        """Return those in a place, the most contribution first, then by code."""
        inside = [each for each in self.placed if each.place is place]
        return tuple(sorted(inside, key=lambda each: -round(each.contribution, 9)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All organisations by every driver of an offer.

    Attributes:
        middle: in the middle for at least one driver and worst hit by none, with
            those drivers, most first, then by code.
        blocked: code → drivers in sight there that keep the offer from working.
    """

    offer: SupportOffer
    as_of: date
    drivers: tuple[DriverPack, ...]
    middle: tuple[tuple[Organisation, tuple[Node, ...]], ...]
    blocked: dict[str, tuple[Node, ...]]


def find_offer(offers: Iterable[SupportOffer], name: str) -> SupportOffer:
    """Return the offer of an id, with or without ``offer-``, or of a label.

    Raises:
        UnknownNameError: there is none.
    """
    known = {}
    for each in offers:
        for word in (each.id, each.id.removeprefix("offer-"), each.label):
            known[word.casefold()] = each
    found = known.get(name.casefold())
    if found is None:
        raise UnknownNameError(
            Problem(
                message="unknown offer",
                found=repr(name),
                expected="the id of a support offer, such as offer-collaboratives",
                hint=did_you_mean(name.casefold(), known),
                code=Code.ID_UNKNOWN,
            )
        )
    return found


def find_pack(population: Population, offer: SupportOffer) -> Pack:
    """Place every organisation by every driver that an offer addresses."""
    columns = [
        at
        for at, node in enumerate(population.drivers)
        if node.id in offer.addresses or node.driver_class in offer.classes
    ]
    packs = tuple(_pack(population, at) for at in columns)
    middle = []
    blocked: dict[str, tuple[Node, ...]] = {}
    blockers = [
        at for at, n in enumerate(population.drivers) if n.id in offer.blocked_by
    ]
    for row, one in enumerate(population.organisations):
        places = [pack.placed[row].place for pack in packs]
        held = tuple(
            pack.driver
            for pack, place in zip(packs, places, strict=True)
            if place is Place.MIDDLE
        )
        if held and Place.WORST not in places:
            middle.append((one, held))
        in_way = tuple(
            population.drivers[at] for at in blockers if population.in_sight[row, at]
        )
        if in_way:
            blocked[one.code] = in_way
    return Pack(
        offer=offer,
        as_of=population.as_of,
        drivers=packs,
        middle=tuple(sorted(middle, key=lambda each: -len(each[1]))),
        blocked=blocked,
    )


def _pack(population: Population, column: int) -> DriverPack:
    beliefs = population.beliefs[:, column]
    shares = population.contributions[:, column]
    told = population.told[:, column]
    candidates = told & (beliefs > population.priors[column])
    lower = upper = None
    if candidates.sum() >= FEWEST:
        lower, upper = map(float, np.quantile(shares[candidates], (0.25, 0.75)))
    placed = []
    for row, one in enumerate(population.organisations):
        place = Place.MIDDLE
        if not told[row]:
            place = Place.UNKNOWN
        elif not candidates[row]:
            place = Place.CLEAR
        elif lower is not None and shares[row] < lower:
            place = Place.LIGHT
        elif upper is not None and shares[row] > upper:
            place = Place.WORST
        placed.append(
            Placed(
                organisation=one,
                place=place,
                belief=float(beliefs[row]),
                contribution=float(shares[row]),
            )
        )
    return DriverPack(
        driver=population.drivers[column],
        placed=tuple(placed),
        lower=lower,
        upper=upper,
    )
