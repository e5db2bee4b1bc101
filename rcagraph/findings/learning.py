"""Strengths learned from all organisations and quarters, beside the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.evidence.history import EvidenceHistory
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.findings.model import Model, by_place, infer_all
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.inference.learning import learn

_MOST_ROUNDS = 60
# Strengths are shown to two decimals.
_CLOSE = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLink:
    """A link's strength by its word and by the figures.

    Attributes:
        trials: expected cases in which the cause was present.
        evidence: evidence class of the best supported claim.
    """

    cause: str
    effect: str
    word: float
    learned: float
    trials: float
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLeak:
    """A node's leak, or a driver's prior, by its word and by the figures."""

    node: str
    word: float
    learned: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedStrengths:
    """What the figures make of the words; links by cause and effect, leaks by node."""

    links: tuple[LearnedLink, ...]
    leaks: tuple[LearnedLeak, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningRun:
    """Learned strengths and how they were reached.

    Attributes:
        quarters: of each organisation.
        rounds, change: rounds made, and the largest change in the last.
    """

    strengths: LearnedStrengths
    organisations: int
    quarters: int
    rounds: int
    change: float


def learn_strengths(
    model: Model, evidence: Sequence[OrganisationEvidence], history: EvidenceHistory
) -> LearningRun:
    """Learn strengths and leaks from organisations, a case per quarter of each.

    Quarters of one organisation repeat each other: a past one counts less. Beliefs
    are propagated, so that two thousand cases take a second a round.
    """
    network = model.network
    inferred = infer_all(model, tuple(evidence), history)
    standing = by_place(model, history.nodes, history.standing)
    weights = np.concatenate([*standing, inferred.weights])
    # The first quarter's loops act from its own beliefs: there are none before.
    previous = np.concatenate([*inferred.past[:1], *inferred.past])
    if not len(previous):
        previous = inferred.posterior.beliefs
    counts = np.full(len(weights), model.ontology.constants.repeat)
    counts[-len(evidence) :] = 1
    found = learn(
        network,
        weights,
        concentrations=model.concentrations,
        leak_concentration=model.ontology.constants.concentration["expert-prior"],
        previous=previous,
        counts=counts,
        engine="propagation",
        most_rounds=_MOST_ROUNDS,
        close=_CLOSE,
    )
    now = found.network
    return LearningRun(
        strengths=LearnedStrengths(
            links=_links(
                model,
                np.concatenate([now.strengths, now.feedback_strengths]),
                found.trials,
            ),
            leaks=tuple(
                LearnedLeak(node=node, word=float(word), learned=float(learned))
                for node, word, learned in sorted(
                    zip(network.nodes, network.leaks, now.leaks, strict=True)
                )
            ),
        ),
        organisations=len(evidence),
        quarters=len(history.days) + 1,
        rounds=found.rounds,
        change=found.change,
    )


def _links(
    model: Model, learned: np.ndarray, trials: np.ndarray
) -> tuple[LearnedLink, ...]:
    known = model.ontology.constants.concentration
    # The network has the links in this order; see ``compile_network``.
    ordered = sorted(model.graph.links, key=lambda link: link.feedback)
    found = [
        LearnedLink(
            cause=link.cause,
            effect=link.effect,
            word=link.strength,
            learned=float(strength),
            trials=float(trial),
            evidence=max((c.evidence for c in link.claims), key=known.__getitem__),
        )
        for link, strength, trial in zip(ordered, learned, trials, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.cause, each.effect)))


def with_strengths(model: Model, learned: LearnedStrengths) -> Model:
    """Return the model with learned strengths and leaks in place of the words.

    A link or node that was not learned keeps its word.

    Raises:
        UnknownNameError: a learned link or node is not in the graph; all are listed.
    """
    known = model.graph.link_index
    arcs = {(each.cause, each.effect): each.learned for each in learned.links}
    problems = [
        _unknown(f"{cause} -> {effect}", [f"{a} -> {b}" for a, b in known])
        for cause, effect in arcs
        if (cause, effect) not in known
    ]
    problems += [
        _unknown(each.node, model.graph.nodes)
        for each in learned.leaks
        if each.node not in model.graph.nodes
    ]
    if problems:
        raise UnknownNameError(problems)
    links = tuple(
        replace(link, strength=arcs.get((link.cause, link.effect), link.strength))
        for link in model.graph.links
    )
    return replace(
        model,
        graph=CausalGraph(nodes=model.graph.nodes, links=links),
        leaks={each.node: each.learned for each in learned.leaks},
        strengths="learned",
    )


def _unknown(name: str, known: Iterable[str]) -> Problem:
    return Problem(
        message="learned, but not in the causal graph",
        found=repr(name),
        expected="strengths learned on this library; `rcagraph learn` makes them anew",
        hint=did_you_mean(name, known),
        code=Code.ID_UNKNOWN,
    )
