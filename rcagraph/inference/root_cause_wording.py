"""Why a node is ranked where it is, in sentences."""

from __future__ import annotations

from rcagraph.inference.anomaly import Departure, View
from rcagraph.inference.root_cause import RootCause, RootCauses

_RARE = 0.1
_DOES = {View.SHAPE: "moves", View.LEVEL: "lies off"}


def evidence_sentence(cause: RootCause, of: RootCauses) -> str:
    """Say how far a candidate departs, whether with the target, and why.

    >>> seen = Departure(size=89.52, rarity=1 / 586, windows=585, correlation=0.998,
    ...                  correlation_rarity=1 / 586)
    >>> search = RootCause(node="search", rank=1, score=0.5, belief=0.9, weight=10,
    ...     departure=seen, explained=0.011, own_weight=10, causes=("table",),
    ...     path=("search", "site"))
    >>> evidence_sentence(search, RootCauses(target="site", view=View.SHAPE,
    ...     causes=(search,), unexplained=0.5, unmeasured=()))
    'moves 90 times as far as usual (as far: none of 585 normal windows); correlates \
1.00 with site (as closely: none of 585 normal windows); its own causes account for \
1 % of its departure'
    """
    seen = cause.departure
    parts = [_departs(seen, of.view)]
    if seen.correlation is not None and seen.correlation_rarity is not None:
        close = _many(seen.correlation_rarity, seen.windows)
        parts.append(f"; correlates {seen.correlation:.2f} with {of.target}")
        parts.append(f" (as closely: {close})")
    if cause.causes:
        told = f"{cause.explained:.0%}".replace("%", " %")
        parts.append(f"; its own causes account for {told} of its departure")
    else:
        parts.append("; none of its own causes has figures")
    return "".join(parts)


def _departs(seen: Departure, view: View) -> str:
    does = _DOES[view]
    as_far = f"(as far: {_many(seen.rarity, seen.windows)})"
    if seen.size == 0:
        return f"{does} not at all"
    if seen.rarity > _RARE:
        return f"{does} no further than usual {as_far}"
    if seen.size == float("inf"):
        return f"{does}, and never did in normal time {as_far}"
    return f"{does} {_number(seen.size)} times as far as usual {as_far}"


def _many(rarity: float, windows: int) -> str:
    count = round(rarity * (1 + windows)) - 1
    return f"{count or 'none'} of {windows} normal windows"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004
