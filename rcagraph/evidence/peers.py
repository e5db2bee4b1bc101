"""Peers: trusts alike in what a trust cannot change, and how a figure stands there.

Peers are chosen on exogenous traits only. Matching on anything that a trust can
change (length of stay, sickness, cost) would match the problem away. The distance
is that of the national peer finders: Euclidean on traits standardised within the
pool, the mean square taken over the traits that both trusts have, so that a
missing trait brings nobody nearer (NHS Trust Peer Finder; Model Health System,
recommended peers). Rurality, sites and specialist share are not in the public
extracts and are left out; region is left out on purpose, so that a problem of a
whole region still shows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.evidence.order_statistics import (
    Floats,
    Ints,
    row_counts,
    row_means,
    row_quantiles,
    row_sigmas,
)
from rcagraph.evidence.records import Peer
from rcagraph.observations.organisation import Organisation

PEER_COUNT = 10
FEWEST_PEERS = 5

# Catchment and size correlate at .84 among acute trusts, so that they share the
# weight of one trait (the peer finder gives highly correlated traits none at all).
TRAIT_WEIGHTS: Mapping[str, float] = {
    "subtype": 1.0,
    "catchment population": 0.5,
    "deprivation": 1.0,
    "size": 0.5,
}
# A different subtype counts as one standard deviation.
SUBTYPE_MISMATCH = 1.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Standing:
    """How each of n values stands in a group of its own.

    Attributes:
        z: (n,) robust z, positive is higher; NaN where a reason is given.
        sigma: (n,) robust standard deviation of the group, or the step if larger.
        median, lower, upper: (n,) the group's median and quartiles.
        percentile: (n,) percentage of the group that is lower, ties half.
        counts: (n,) members of the group with a figure.
        below, above: (n,) how many of them are strictly lower and higher.
        reasons: why there is no z, "" where there is one.
    """

    z: Floats
    sigma: Floats
    median: Floats
    lower: Floats
    upper: Floats
    percentile: Floats
    counts: Ints
    below: Ints
    above: Ints
    reasons: tuple[str, ...]


def choose_peers(
    organisations: Sequence[Organisation],
    code: str,
    *,
    size: Mapping[str, float],
    count: int = PEER_COUNT,
) -> tuple[Peer, ...]:
    """Return the organisations most alike in what a trust cannot change.

    Only organisations of the same type are candidates, and specialist trusts
    match specialist trusts only. Traits and weights are ``TRAIT_WEIGHTS``; a pair
    is compared on the traits that both have (see ``missing_traits``).

    Args:
        organisations: everyone, in any order.
        code: whose peers.
        size: code → logarithm of a measure of size, where known.
        count: how many peers, fewer if the pool is smaller.

    Returns:
        Nearest first, ties by code.

    Raises:
        UnknownNameError: no organisation has the code.
    """
    by_code = {each.code: each for each in organisations}
    _check_code(code, by_code)
    pool = peer_pool(organisations, by_code[code])
    others = {each.code for each in pool} - {code}
    return _nearest(pool, code, size, others)[:count]


def _check_code(code: str, known: Mapping[str, Organisation]) -> None:
    if code not in known:
        raise UnknownNameError(
            Problem(
                message="unknown organisation",
                found=repr(code),
                hint=did_you_mean(code, known),
                code=Code.ORGANISATION_UNKNOWN,
            )
        )


def _nearest(
    pool: Sequence[Organisation],
    code: str,
    size: Mapping[str, float],
    wanted: AbstractSet[str],
) -> tuple[Peer, ...]:
    """Return the wanted members of a pool, nearest to ``code`` first, ties by code."""
    distances = _distances(pool, [each.code for each in pool].index(code), size)
    order = sorted(
        (i for i, each in enumerate(pool) if each.code in wanted),
        key=lambda i: (distances[i], pool[i].code),
    )
    return tuple(
        Peer(code=pool[i].code, name=pool[i].name, distance=float(distances[i]))
        for i in order
    )


def named_peers(
    organisations: Sequence[Organisation],
    code: str,
    named: Sequence[str],
    *,
    size: Mapping[str, float],
) -> tuple[Peer, ...]:
    """Return the named organisations, nearest first, the organisation itself not.

    Args:
        organisations: everyone, in any order.
        code: whose peers.
        named: codes of any type, each counted once.
        size: code → logarithm of a measure of size, where known.

    Raises:
        UnknownNameError: no organisation has one of the codes.
    """
    by_code = {each.code: each for each in organisations}
    for each in (code, *named):
        _check_code(each, by_code)
    wanted = {*named} - {code}
    pool = {each.code: each for each in peer_pool(organisations, by_code[code])}
    pool |= {each: by_code[each] for each in wanted}
    members = [pool[each] for each in sorted(pool)]
    return _nearest(members, code, size, wanted)


def peer_pool(
    organisations: Sequence[Organisation], one: Organisation
) -> tuple[Organisation, ...]:
    """Return all that may be compared with an organisation, itself included."""
    alike = (
        each
        for each in organisations
        if each.type == one.type and is_specialist(each) == is_specialist(one)
    )
    return tuple(sorted(alike, key=lambda each: each.code))


def is_specialist(organisation: Organisation) -> bool:
    """Whether the official subtype calls the organisation specialist."""
    return "specialist" in organisation.subtype.casefold()


def missing_traits(
    organisation: Organisation, size: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the traits on which an organisation could not be compared."""
    traits = _traits(organisation, size)
    missing = {name for name, value in traits.items() if math.isnan(value)}
    if not organisation.subtype:
        missing.add("subtype")
    return tuple(name for name in TRAIT_WEIGHTS if name in missing)


def robust_z(values: Floats, groups: Floats, *, step: float = 0.0) -> Standing:
    """Place each value in its group: (x - median) / (1.4826 MAD), and percentile.

    Where most of a group share one rating the median absolute deviation is 0
    though ratings do differ, so the spread is never taken to be less than a step.

    Args:
        values: (n,) figures.
        groups: (n, k) figures of each value's group, NaN for none.
        step: smallest difference that means something, unit of the figures.

    >>> standing = robust_z(np.array([9.0]), np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))
    >>> standing.z.round(3), standing.percentile  # 6 / 1.4826
    (array([4.047]), array([100.]))
    """
    assert not np.isnan(values).any()
    lower, median, upper = row_quantiles(groups, 0.25, 0.5, 0.75)
    sigma, counts = np.maximum(row_sigmas(groups), step), row_counts(groups)
    usable = (counts >= FEWEST_PEERS) & (sigma > 0)
    z = np.divide(
        values - median, sigma, out=np.full(len(values), np.nan), where=usable
    )
    below = (groups < values[:, None]).sum(axis=1)
    above = (groups > values[:, None]).sum(axis=1)
    percentile = np.divide(
        100 * (below + (counts - below - above) / 2),
        counts,
        out=np.full(len(values), np.nan),
        where=counts > 0,
    )
    return Standing(
        z=z,
        sigma=sigma,
        median=median,
        lower=lower,
        upper=upper,
        percentile=percentile,
        counts=counts,
        below=below.astype(np.int64),
        above=above.astype(np.int64),
        reasons=tuple(
            "" if fine else _reason(int(count))
            for fine, count in zip(usable, counts, strict=True)
        ),
    )


def _reason(count: int) -> str:
    if count < FEWEST_PEERS:
        had = {0: "no peer has", 1: "only 1 peer has"}.get(
            count, f"only {count} peers have"
        )
        return f"{had} a figure; {FEWEST_PEERS} are needed"
    return "at least half of the peers have the same figure, so distance has no scale"


def _traits(
    organisation: Organisation, size: Mapping[str, float]
) -> Mapping[str, float]:
    people = organisation.catchment_population
    deprivation = organisation.deprivation
    return {
        "catchment population": math.log(people) if people else math.nan,
        "deprivation": math.nan if deprivation is None else deprivation,
        "size": size.get(organisation.code, math.nan),
    }


def _distances(
    pool: Sequence[Organisation], place: int, size: Mapping[str, float]
) -> Floats:
    """Return each member's distance (k,) from the one at ``place``.

    Members without any trait in common are infinitely far.
    """
    traits = np.array([list(_traits(each, size).values()) for each in pool]).T
    centred = traits - row_means(traits)[:, None]
    deviations = np.sqrt(row_means(centred**2))
    scales = np.where(deviations > 0, deviations, 1.0)
    own = pool[place].subtype
    gaps = np.vstack(
        [
            [_mismatch(own, each.subtype) for each in pool],
            (centred - centred[:, [place]]) / scales[:, None],
        ]
    )
    weights = np.array(list(TRAIT_WEIGHTS.values()))[:, None]
    total = (weights * ~np.isnan(gaps)).sum(axis=0)
    squares = np.nansum(weights * gaps**2, axis=0)
    means = np.divide(squares, total, out=np.full(len(pool), np.inf), where=total > 0)
    return np.asarray(np.sqrt(means), dtype=np.float64)


def _mismatch(one: str, other: str) -> float:
    if not (one and other):
        return math.nan
    return 0.0 if one == other else SUBTYPE_MISMATCH
