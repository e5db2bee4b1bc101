"""Whom each organisation is compared with: peers, or everyone of its type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.evidence.order_statistics import Ints
from rcagraph.evidence.peers import (
    choose_peers,
    is_specialist,
    named_peers,
    peer_pool,
)
from rcagraph.evidence.records import Peer
from rcagraph.evidence.size import log_sizes
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Company:
    """Whom each of k organisations is compared with in some metrics.

    Attributes:
        rows: (k, c) places among everyone, by code, -1 for none.
        names: what they are, in the plural, for each.
    """

    rows: Ints
    names: tuple[str, ...]


def find_peers(
    table: ObservationTable,
    organisations: Sequence[Organisation],
    codes: Sequence[str],
    *,
    as_of: date,
    named: Sequence[str] = (),
) -> Mapping[str, tuple[Peer, ...]]:
    """Return the peers of each code: those named, or else the ten nearest.

    Args:
        table: all observations; size is taken from them.
        organisations: everyone who may be compared, in any order.
        codes: whose peers.
        as_of: nothing later is seen.
        named: codes that override the choice for everyone asked for.

    Raises:
        UnknownNameError: no organisation has one of the codes.
    """
    size = log_sizes(table, organisations, as_of=as_of)
    return {
        code: named_peers(organisations, code, named, size=size)
        if named
        else choose_peers(organisations, code, size=size)
        for code in codes
    }


def companies(
    everyone: Sequence[Organisation], peers: Mapping[str, Sequence[Peer]]
) -> Mapping[str, Company]:
    """Return whom organisations are compared with, by ``Metric.among``.

    Everyone of the same type are all who might have been peers: specialist trusts
    are compared with each other, all others without them.

    Args:
        everyone: all organisations, by code.
        peers: code → peers, in the order of the rows wanted.
    """
    places = {each.code: place for place, each in enumerate(everyone)}
    own = [everyone[places[code]] for code in peers]
    alike = [
        [each.code for each in peer_pool(everyone, one) if each is not one]
        for one in own
    ]
    return {
        "peers": Company(
            rows=_laid_out(
                [[each.code for each in group] for group in peers.values()], places
            ),
            names=("peers",) * len(peers),
        ),
        "type": Company(
            rows=_laid_out(alike, places),
            names=tuple(_type_in_words(each) for each in own),
        ),
    }


def _laid_out(groups: Sequence[Sequence[str]], places: Mapping[str, int]) -> Ints:
    widest = max((len(group) for group in groups), default=0)
    rows = np.full((len(groups), max(widest, 1)), -1, dtype=np.int64)
    for at, group in enumerate(groups):
        rows[at, : len(group)] = [places[code] for code in group]
    return rows


def _type_in_words(organisation: Organisation) -> str:
    kind = organisation.type[:1].lower() + organisation.type[1:] + "s"
    return f"specialist {kind}" if is_specialist(organisation) else kind
