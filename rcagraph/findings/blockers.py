"""What keeps a target from improving: ceilings, blockers, sets that would do.

All figures come from one set of worlds (``rcagraph.inference.worlds``): the evidence
says what is at work, drivers are taken away, and what still comes about once loops have
unwound is the belief left. What is left with every driver taken away is unexplained.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from rcagraph.findings.interdependencies import blocked
from rcagraph.findings.removal_sets import sets_below
from rcagraph.findings.standing import BELIEVED, Standing
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.inference.counterfactual import remaining
from rcagraph.inference.network import Floats
from rcagraph.vocabulary.terms import LevelOfControl, Node, NodeKind, SupportOffer

# Differences between questions put to the same worlds; below it is noise.
NOTICEABLE = 0.01
_HOLDING = 8
_PAIRS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What a level of control can reach alone.

    Attributes:
        level: None for all levels together.
        drivers: how many it controls.
        left: belief in the target with all of them taken away.
    """

    level: LevelOfControl | None
    drivers: int
    left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """A driver outside a level's control that holds the target up.

    Attributes:
        fall: how much further belief in the target falls without it.
        open_offers: offers that name it and that nothing believed blocks.
        missing: offers that name it, with the believed drivers that block each.
    """

    driver: Node
    belief: float
    fall: float
    open_offers: tuple[SupportOffer, ...]
    missing: tuple[tuple[SupportOffer, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverSet:
    """Drivers whose joint removal leaves so much belief in the target.

    Attributes:
        members: by id, each with what can be done about it.
        months_low, months_high: to effect when done side by side: the soonest open
            offer of each driver, the slowest driver; ``months_low`` is None where a
            driver has no open offer with a time, ``months_high`` also for an open end.
    """

    members: tuple[Blocker, ...]
    left: float
    months_low: float | None
    months_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blockers:
    """Everything that keeps a target from improving.

    Attributes:
        ceilings: of each level alone, then of all together.
        control: the level that ``holding`` is about.
        holding: drivers beyond that level, the largest further fall first.
        threshold: under which ``sets`` bring the target.
        order: up to which the sets are exact: all of them, smallest first.
        best: the set of each size up to two that leaves least.
        candidates: how many drivers were looked at.
    """

    target: Node
    belief: float
    ceilings: tuple[Ceiling, ...]
    control: LevelOfControl
    holding: tuple[Blocker, ...]
    threshold: float
    order: int
    sets: tuple[DriverSet, ...]
    best: tuple[DriverSet, ...]
    candidates: int

    @property
    def floor(self) -> float:
        """Belief left with every driver taken away: the unexplained part."""
        return self.ceilings[-1].left


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two drivers that do more together: joint fall less the two single falls."""

    drivers: tuple[str, str]
    together: float
    apart: float

    @property
    def surplus(self) -> float:
        """What only the two together do."""
        return self.together - self.apart


@dataclass(frozen=True, eq=False, kw_only=True)
class BlockerMatrix:
    """Which drivers block which improvements.

    Attributes:
        drivers, targets: rows and columns, in id order.
        falls: (drivers, targets) fall of belief in the target without the driver.
    """

    drivers: tuple[Node, ...]
    targets: tuple[Node, ...]
    beliefs: tuple[float, ...]
    falls: Floats


def find_blockers(  # noqa: PLR0913
    standing: Standing,
    target: str,
    *,
    control: LevelOfControl = LevelOfControl.TRUST,
    threshold: float | None = None,
    order: int = 3,
    view: View = EVERYTHING,
) -> Blockers:
    """Ask what each level can reach alone, and what would bring a target down.

    Args:
        standing: of the organisation.
        target: node id.
        control: the level whose blockers are wanted.
        threshold: belief to get under; by default half way from the belief to what
            is left without any driver.
        order: most drivers in a set.
        view: which drivers may block, or be in a set; ceilings are of all.
    """
    place, drivers = standing.place[target], standing.drivers
    within = {
        level: [standing.place[d.id] for d in drivers if d.level is level]
        for level in LevelOfControl
    }
    everyone = [standing.place[each.id] for each in drivers]
    candidates = [standing.place[d.id] for d in drivers if view.shows(d.id)]
    asked = [*within.values(), everyone]
    left = remaining(standing.worlds, asked, [place])[:, 0].tolist()
    ceilings = tuple(
        Ceiling(level=level, drivers=len(places), left=belief)
        for level, places, belief in zip(
            [*LevelOfControl, None], asked, left, strict=True
        )
    )
    belief, floor = standing.beliefs[target], left[-1]
    wanted = (belief + floor) / 2 if threshold is None else threshold
    reaching = sets_below(
        lambda sets: remaining(standing.worlds, sets, [place])[:, 0],
        candidates,
        threshold=wanted,
        order=order,
    )
    return Blockers(
        target=standing.model.graph.nodes[target],
        belief=belief,
        ceilings=ceilings,
        control=control,
        holding=_holding(standing, place, within[control], candidates),
        threshold=wanted,
        order=order,
        sets=tuple(_driver_set(standing, places, at) for places, at in reaching),
        best=_best(standing, place, candidates),
        candidates=len(candidates),
    )


def _holding(
    standing: Standing,
    place: int,
    within: Sequence[int],
    candidates: Collection[int],
) -> tuple[Blocker, ...]:
    beyond = [
        each
        for each in standing.drivers
        if standing.place[each.id] in candidates
        and standing.place[each.id] not in within
    ]
    questions = [within, *([*within, standing.place[each.id]] for each in beyond)]
    base, *left = remaining(standing.worlds, questions, [place])[:, 0].tolist()
    found = [
        _blocker(standing, driver, base - after)
        for driver, after in zip(beyond, left, strict=True)
        if base - after >= NOTICEABLE
    ]
    found.sort(key=lambda each: (-round(each.fall, 9), each.driver.id))
    return tuple(found[:_HOLDING])


def _best(
    standing: Standing, place: int, candidates: Sequence[int]
) -> tuple[DriverSet, ...]:
    found = []
    for size in (1, 2):
        sets = list(combinations(sorted(candidates), size))
        left = remaining(standing.worlds, sets, [place])[:, 0].tolist()
        if left:
            least, places = min(zip(left, sets, strict=True))
            found.append(_driver_set(standing, places, least))
    return tuple(found)


def _driver_set(standing: Standing, places: Iterable[int], left: float) -> DriverSet:
    nodes = standing.model.graph.nodes
    names = sorted(standing.network.nodes[place] for place in places)
    members = tuple(_blocker(standing, nodes[name], 0.0) for name in names)
    spans = [_soonest(each) for each in members]
    known = [each for each in spans if each is not None]
    highs = [high for _, high in known if high is not None]
    complete = len(known) == len(members)
    return DriverSet(
        members=members,
        left=left,
        months_low=max(low for low, _ in known) if complete else None,
        months_high=max(highs) if complete and len(highs) == len(members) else None,
    )


def _soonest(blocker: Blocker) -> tuple[float, float | None] | None:
    """Return the months of the open offer that is surest to show first."""
    spans = [
        (each.months_to_effect_low, each.months_to_effect_high)
        for each in blocker.open_offers
        if each.months_to_effect_low is not None
    ]
    told = [(low, high) for low, high in spans if low is not None]
    return min(
        told,
        key=lambda span: (math.inf if span[1] is None else span[1], span[0]),
        default=None,
    )


def _blocker(standing: Standing, driver: Node, fall: float) -> Blocker:
    offers = [
        each
        for each in standing.model.ontology.offers_for(driver.id)
        # What bears on a whole class supports, but does not by itself put it right.
        if driver.id in each.addresses
    ]
    beliefs = standing.beliefs
    missing = [(offer, blocked(offer, beliefs)) for offer in offers]
    return Blocker(
        driver=driver,
        belief=beliefs[driver.id],
        fall=fall,
        open_offers=tuple(offer for offer, by in missing if not by),
        missing=tuple((offer, by) for offer, by in missing if by),
    )


def pairs_together(standing: Standing, target: str) -> tuple[Pair, ...]:
    """Return the pairs of drivers that do most beyond what each does alone."""
    place = standing.place[target]
    places = [standing.place[each.id] for each in standing.drivers]
    singles = remaining(standing.worlds, [[p] for p in places], [place])[:, 0]
    fall = dict(zip(places, (standing.beliefs[target] - singles).tolist(), strict=True))
    pairs = list(combinations(places, 2))
    joint = remaining(standing.worlds, pairs, [place])[:, 0].tolist()
    names = standing.network.nodes
    found = []
    for (one, other), left in zip(pairs, joint, strict=True):
        first, second = sorted((names[one], names[other]))
        pair = Pair(
            drivers=(first, second),
            together=standing.beliefs[target] - left,
            apart=fall[one] + fall[other],
        )
        if pair.surplus >= NOTICEABLE:
            found.append(pair)
    found.sort(key=lambda pair: (-round(pair.surplus, 9), pair.drivers))
    return tuple(found[:_PAIRS])


def blocker_matrix(standing: Standing, view: View = EVERYTHING) -> BlockerMatrix:
    """Take every driver away alone, and see what it does to every believed symptom.

    Args:
        standing: of the organisation.
        view: which drivers; the symptoms are all that are believed.
    """
    drivers = tuple(each for each in standing.drivers if view.shows(each.id))
    graph = standing.model.graph
    targets = tuple(
        each
        for each in graph.of_kind(NodeKind.SYMPTOM)
        if standing.beliefs[each.id] >= BELIEVED
    )
    places = [standing.place[each.id] for each in targets]
    questions = [[], *([standing.place[each.id]] for each in drivers)]
    left = remaining(standing.worlds, questions, places)
    return BlockerMatrix(
        drivers=drivers,
        targets=targets,
        beliefs=tuple(standing.beliefs[each.id] for each in targets),
        falls=left[0] - left[1:],
    )
