"""How far the choice of peers hangs on small errors in the traits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.evidence.peers import PEER_COUNT, choose_peers, peer_pool
from rcagraph.observations.organisation import Organisation

DRAWS = 200
# Of a trait's standard deviation among those who might be peers: about as much as
# catchments and attendances change from one year to the next.
NOISE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Stability:
    """How many of the peers stay when every trait is moved a little.

    Attributes:
        draws: how often all traits were moved.
        mean, least: how many of the peers stayed.
        kept: code of a peer → share of draws in which it stayed.
        newcomers: who else was chosen, and in what share of draws, likeliest first.
    """

    draws: int
    mean: float
    least: int
    kept: Mapping[str, float]
    newcomers: Mapping[str, float]


def peer_stability(  # noqa: PLR0913
    organisations: Sequence[Organisation],
    code: str,
    *,
    size: Mapping[str, float],
    seed: int = 0,
    draws: int = DRAWS,
    noise: float = NOISE,
) -> Stability:
    """Choose peers again with traits moved at random, and count who stays.

    Args:
        organisations: everyone, in any order.
        code: whose peers.
        size: code → logarithm of a measure of size, where known.
        seed: of the random numbers.
        draws: how often.
        noise: standard deviation of the move, in those of the trait.

    Raises:
        UnknownNameError: no organisation has the code.
    """
    chosen = [each.code for each in choose_peers(organisations, code, size=size)]
    one = next(each for each in organisations if each.code == code)
    pool = peer_pool(organisations, one)
    random = np.random.default_rng(seed)
    scales = _scales(pool, size)
    seen: list[set[str]] = []
    for _ in range(draws):
        moves = noise * random.standard_normal((len(pool), 3)) * scales
        moved = [
            replace(
                each,
                catchment_population=each.catchment_population
                and each.catchment_population * float(np.exp(move[0])),
                deprivation=None
                if each.deprivation is None
                else each.deprivation + float(move[1]),
            )
            for each, move in zip(pool, moves, strict=True)
        ]
        sizes = {
            each.code: size[each.code] + float(move[2])
            for each, move in zip(pool, moves, strict=True)
            if each.code in size
        }
        seen.append({p.code for p in choose_peers(moved, code, size=sizes)})
    counts = [len(found & set(chosen)) for found in seen]
    others = {each for found in seen for each in found} - set(chosen)
    shares = {each: sum(each in found for found in seen) / draws for each in others}
    return Stability(
        draws=draws,
        mean=float(np.mean(counts)),
        least=min(counts),
        kept={each: sum(each in found for found in seen) / draws for each in chosen},
        newcomers=dict(
            sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))[:PEER_COUNT]
        ),
    )


def _scales(
    pool: Sequence[Organisation], size: Mapping[str, float]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the standard deviation (3,) of each trait, 0 where hardly any is known."""
    columns = (
        [np.log(e.catchment_population) for e in pool if e.catchment_population],
        [e.deprivation for e in pool if e.deprivation is not None],
        [size[e.code] for e in pool if e.code in size],
    )
    return np.array([float(np.std(each)) if len(each) > 1 else 0.0 for each in columns])
