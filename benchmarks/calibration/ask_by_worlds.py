"""Which enquiry to ask next, by worlds: those that an answer speaks against count less.

Worlds are drawn once and weighed again after each answer, so every enquiry is judged
without another inference. They are drawn anew when few of them still count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.posterior import credit_in
from rcagraph.inference.infer import infer
from rcagraph.inference.network import Floats, Ints, NoisyOrNetwork
from rcagraph.inference.worlds import draw_worlds

DRAWS = 1024
_FEWEST = 128
_CLOSE = 1e-9


def recall_of_main(if_yes: Floats, if_no: Floats) -> Floats:
    """Return how often the likeliest main driver will be it; bits break ties.

    Args:
        if_yes, if_no: (k, d) chance of the answer and of the driver's being the main.
    """
    expected = if_yes.max(axis=1) + if_no.max(axis=1)
    return np.asarray(expected + 1e-3 * bits_of_main(if_yes, if_no))


def bits_of_main(if_yes: Floats, if_no: Floats) -> Floats:
    """Return what the answer tells of which driver is the main one, plus a constant."""
    return np.asarray(
        _minus_entropy(if_yes)
        + _minus_entropy(if_no)
        - _minus_entropy(np.stack([if_yes.sum(axis=1), if_no.sum(axis=1)], axis=1))
    )


def _minus_entropy(chances: Floats) -> Floats:
    inside = np.maximum(chances, 1e-300)
    return np.asarray((chances * np.log2(inside)).sum(axis=1))


@dataclass(frozen=True, eq=False, kw_only=True)
class Asking:
    """One trust, k enquiries.

    Attributes:
        before: (f, n) where credit ends that leaves over each feedback link.
        places: (k,) nodes; ``words``: (k,) chances to confirm, it being there and not.
        value: what an enquiry is worth; see ``recall_of_main``.
    """

    network: NoisyOrNetwork
    severity: Floats
    previous: Floats
    before: Floats
    places: Ints
    words: tuple[Floats, Floats]
    value: Callable[[Floats, Floats], Floats]

    def after(
        self, weights: Floats, answers: Floats, asked: int
    ) -> tuple[Floats, Floats]:
        """Ask that many, the best each time.

        Returns:
            (n,) weights after, and (d,) chance of each driver to be the main one.
        """
        weights, left = weights.copy(), np.ones(len(self.places), dtype=np.bool_)
        there, main = self._drawn(weights, 0)
        counts = np.full(len(main), 1 / len(main))
        for turn in range(asked):
            if 1 / (counts**2).sum() < _FEWEST:
                there, main = self._drawn(weights, turn)
                counts = np.full(len(main), 1 / len(main))
            best = int(np.argmax(np.where(left, self._worth(there, main, counts), -9)))
            left[best] = False
            weights[self.places[best]] += answers[best]
            odds = 10 ** (np.clip(answers[best], -300, 300) / 10)
            counts = counts * np.where(there[best], odds, 1.0)
            counts /= counts.sum()
        return weights, counts @ main

    def _worth(self, there: Floats, main: Floats, counts: Floats) -> Floats:
        true, false = self.words
        weighed = counts[:, None] * main
        every, with_node = weighed.sum(axis=0), there @ weighed
        if_yes = false[:, None] * every + (true - false)[:, None] * with_node
        return self.value(if_yes, every - if_yes)

    def _drawn(self, weights: Floats, seed: int) -> tuple[Floats, Floats]:
        """Return (k, w) nodes there and (w, d) the main driver, shared if several."""
        found = infer(
            self.network,
            weights[None],
            engine="propagation",
            previous=self.previous[None],
        )
        worlds = draw_worlds(
            self.network,
            weights,
            found.beliefs[0],
            previous=self.previous,
            draws=DRAWS,
            seed=seed,
        )
        kept, fed_back = credit_in(self.network, worlds, self.severity)
        shares = (kept + fed_back @ self.before)[:, self.network.drivers]
        largest = shares.max(axis=1, keepdims=True)
        main = ((shares > largest - _CLOSE) & (largest > 0)).astype(np.float64)
        main /= np.maximum(main.sum(axis=1, keepdims=True), 1)
        present = np.unpackbits(worlds.present[self.places], axis=1, count=DRAWS)
        return present.astype(np.float64), main
