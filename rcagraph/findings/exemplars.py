"""Exemplars: like organisations that do not have a driver, or got rid of it.

Only direct evidence makes an exemplar. A low belief that nothing published speaks
for is a want of data, and a driver that went out of sight because its figures went
stale has not gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rcagraph.evidence.movements import Movement, movements
from rcagraph.evidence.peers import choose_peers, peer_pool
from rcagraph.evidence.records import Entry, Peer
from rcagraph.findings.diagnosis import Confidence
from rcagraph.findings.population import Population
from rcagraph.findings.verdicts import SPEAKS, confidence
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Node

# A quarter in sight, or out of it, may be chance; two are a change.
_LASTING = 2
_SHOWN = 3


class Kind(StrEnum):
    """Why an organisation is an exemplar."""

    FREE = "does not have it"
    RID = "got rid of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """The last time that a driver was in sight, now over.

    Attributes:
        since, until: ends of the first and the last quarter of it.
        from_start: it began with the figures, so that it may be older.
        height: highest belief.
        on: end of the quarter of that belief.
        weight: combined direct evidence at that time, decibans.
    """

    since: date
    until: date
    from_start: bool
    height: float
    on: date
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """An organisation that another may learn from about a driver.

    Attributes:
        peer: with the distance in traits that a trust cannot change.
        weight: combined direct evidence of today, decibans; below 0.
        against: direct evidence against the driver, the strongest first.
        spell: when it had the driver; None for one that does not have it.
        moved: the driver's own metrics from the spell's height to today, the largest
            improvement first; empty without a spell.
        in_return: drivers that the other has in sight and the asking organisation,
            on direct evidence, does not have.
    """

    organisation: Organisation
    peer: Peer
    kind: Kind
    belief: float
    weight: float
    confidence: Confidence
    against: tuple[Entry, ...]
    spell: Spell | None
    moved: tuple[Movement, ...]
    in_return: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplars:
    """What was found for one driver of one organisation.

    Attributes:
        belief, weight: of the asking organisation; no weight without direct evidence.
        in_sight: whether the driver is in sight there.
        exemplars: the most alike first.
        pool: organisations of the same kind, itself not counted.
        untold: codes of those that nothing published speaks of directly.
    """

    organisation: Organisation
    driver: Node
    as_of: date
    belief: float
    weight: float | None
    in_sight: bool
    exemplars: tuple[Exemplar, ...]
    pool: int
    untold: tuple[str, ...]


def find_exemplars(
    population: Population, table: ObservationTable, code: str, driver: Node
) -> Exemplars:
    """Return all exemplars, the most alike first.

    Args:
        population: all organisations.
        table: the figures behind them, for what moved.
        code: who asks; one of the population.
        driver: of the graph.
    """
    row, column = population.row[code], population.column[driver.id]
    everyone = population.organisations
    one = everyone[row]
    peers = choose_peers(everyone, code, size=population.sizes, count=len(everyone))
    strengths = [
        at for at in range(len(population.drivers)) if population.free_of(row, at)
    ]
    found = []
    for peer in peers:
        other = population.row[peer.code]
        kind, spell = _kind(population, other, column)
        if kind is not None:
            found.append(
                _exemplar(population, table, peer, column, kind, spell, strengths)
            )
    untold = [
        p.code for p in peers if not population.told[population.row[p.code], column]
    ]
    told = bool(population.told[row, column])
    return Exemplars(
        organisation=one,
        driver=driver,
        as_of=population.as_of,
        belief=float(population.beliefs[row, column]),
        weight=float(population.direct[row, column]) if told else None,
        in_sight=bool(population.in_sight[row, column]),
        exemplars=tuple(found),
        pool=len(peer_pool(everyone, one)) - 1,
        untold=tuple(sorted(untold)),
    )


def _kind(
    population: Population, row: int, column: int
) -> tuple[Kind | None, Spell | None]:
    spell = _spell(population, row, column)
    if spell is not None:
        return Kind.RID, spell
    return (Kind.FREE if population.free_of(row, column) else None), None


def _spell(population: Population, row: int, column: int) -> Spell | None:
    """Return the last spell, if it is over and direct evidence says so at both ends.

    It lasted two quarters or more, and has been over for as long. Today's evidence
    must speak against the driver, and that of the spell must have spoken for it: else
    it was only inferred that it came, or went.
    """
    last = len(population.inferred.days)
    seen = population.spells(row, column)
    if not seen:
        return None
    start, end = seen[-1]
    if end - start + 1 < _LASTING or last - end < _LASTING:
        return None
    # Compared so that an organisation without direct evidence (NaN) fails.
    if not population.direct[row, column] <= -SPEAKS:
        return None
    node = population.drivers[column].id
    if node not in population.history.nodes:
        return None
    at = population.history.nodes.index(node)
    weights = population.history.standing[start : end + 1, row, at]
    if weights.max() < SPEAKS:
        return None
    beliefs = population.course(row, column)[start : end + 1]
    top = int(beliefs.round(9).argmax())
    days = population.days
    return Spell(
        since=days[start],
        until=days[end],
        from_start=start == 0,
        height=float(beliefs[top]),
        on=days[start + top],
        weight=float(weights[top]),
    )


def _exemplar(  # noqa: PLR0913, PLR0917 - what one row of the answer is made of
    population: Population,
    table: ObservationTable,
    peer: Peer,
    column: int,
    kind: Kind,
    spell: Spell | None,
    strengths: Sequence[int],
) -> Exemplar:
    row = population.row[peer.code]
    entries = population.entries(row, column)
    weight = float(population.direct[row, column])
    against = sorted(
        (each for each in entries if each.weight < 0),
        key=lambda each: (each.weight, each.id),
    )
    moved: tuple[Movement, ...] = ()
    if spell is not None:
        moved = movements(
            table,
            population.model.ontology,
            population.organisations,
            peer.code,
            {metric for each in entries for metric in each.metrics},
            then=spell.on,
            now=population.as_of,
        )
    lifts = population.lifts[row]
    in_return = sorted(
        (at for at in strengths if population.in_sight[row, at]),
        key=lambda at: (-round(float(lifts[at]), 9), at),
    )
    return Exemplar(
        organisation=population.organisations[row],
        peer=peer,
        kind=kind,
        belief=float(population.beliefs[row, column]),
        weight=weight,
        confidence=confidence(entries, weight),
        against=tuple(against[:_SHOWN]),
        spell=spell,
        moved=moved[:_SHOWN],
        in_return=tuple(population.drivers[at] for at in in_return[:_SHOWN]),
    )
