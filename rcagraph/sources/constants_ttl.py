"""The constants of the ontology: what the words of hypothesis files mean in numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from rcagraph.answers.answer import AnswerKind, ReliabilityWord
from rcagraph.diagnostics.code import Code
from rcagraph.errors import OntologyError, Problem
from rcagraph.hypotheses.hypothesis import (
    ChanceWord,
    EvidenceClass,
    LagWord,
    StrengthWord,
)
from rcagraph.sources.turtle import Facts, Term, local_name
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import (
    AnswerConstants,
    Constants,
    DriverClass,
    Lens,
    LensConstants,
)

# No evidence could move a belief away from 0 or 1, so probabilities keep this far off.
_LEAST = 1e-6


def read_constants(facts: Facts) -> Constants:
    """Return the constants; what is wrong with them goes to ``facts.problems``.

    Raises:
        OntologyError: there is no set of constants, or more than one.
    """
    sets = facts.of_class(names.CONSTANT_SET)
    if len(sets) != 1:
        problem = Problem(
            message="the constants cannot be told",
            found=f"{len(sets)} terms of class rca:ConstantSet",
            expected="one",
            code=Code.CONSTANT_MISSING,
        )
        raise OntologyError([*facts.problems, problem])
    only = sets[0]
    by_class = _by_word(facts, names.DRIVER_CLASS, DriverClass)
    classes = {DriverClass(word): term for word, term in by_class.items()}
    chance = _Bounds(facts, _LEAST, 1 - _LEAST)
    share = _Bounds(facts, 0, 1)
    positive = _Bounds(facts, _LEAST)
    constants = Constants(
        strengths=chance.words(names.STRENGTH, names.VALUE, StrengthWord),
        probabilities=chance.words(names.PROBABILITY, names.VALUE, ChanceWord),
        lag_days=positive.words(names.LAG, names.DAYS, LagWord),
        priors={c: chance.read(t, names.PRIOR) for c, t in classes.items()},
        persistence={c: chance.read(t, names.PERSISTENCE) for c, t in classes.items()},
        leak=chance.read(only, names.LEAK),
        concentration=positive.words(
            names.EVIDENCE_CLASS, names.CONCENTRATION, EvidenceClass
        ),
        lenses=_lenses(facts),
        direct=positive.read(only, names.DIRECT),
        weight_cap=positive.read(only, names.WEIGHT_CAP),
        correlation=share.read(only, names.CORRELATION),
        repeat=share.read(only, names.REPEAT),
        confirmed=share.read(only, names.CONFIRMED),
        refuted=share.read(only, names.REFUTED),
        answers=AnswerConstants(
            reliability=share.words(
                names.RELIABILITY_WORD, names.VALUE, ReliabilityWord
            ),
            usual=_usual_reliability(facts),
            accepted=positive.read(only, names.ACCEPTED_WEIGHT),
        ),
    )
    if constants.refuted >= constants.confirmed:
        facts.problems.append(
            only.problem(
                "refuted must lie below confirmed",
                code=Code.CONSTANTS_CONTRADICT,
                found=f"{constants.refuted:g} and {constants.confirmed:g}",
            )
        )
    return constants


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Reads numbers between two bounds, both included."""

    facts: Facts
    low: float
    high: float = math.inf

    def read(self, term: Term, prop: str) -> float:
        return self.facts.number(term, prop, low=self.low, high=self.high)

    def words(self, class_iri: str, prop: str, literal: object) -> dict[str, float]:
        """Return word → number for each word of a ``Literal`` type."""
        found = _by_word(self.facts, class_iri, get_args(literal))
        return {word: self.read(term, prop) for word, term in found.items()}


def _usual_reliability(facts: Facts) -> dict[str, str]:
    """Return kind of answer → word for how reliable such answers usually are."""
    kinds = _by_word(facts, names.ANSWER_KIND, get_args(AnswerKind))
    pointed = {
        kind: facts.reference(term, names.USUAL_RELIABILITY, names.RELIABILITY_WORD)
        for kind, term in kinds.items()
    }
    words = get_args(ReliabilityWord)
    return {
        kind: facts.one_of(word, names.NOTATION, words)
        for kind, word in pointed.items()
        if word is not None
    }


def _lenses(facts: Facts) -> dict[Lens, LensConstants]:
    return {
        Lens(word): LensConstants(
            slope=facts.number(term, names.SLOPE, low=0),
            offset=facts.number(term, names.OFFSET, low=-math.inf),
        )
        for word, term in _by_word(facts, names.LENS, Lens).items()
    }


def _by_word(
    facts: Facts, class_iri: str, expected: Iterable[object]
) -> dict[str, Term]:
    """Return word (a term's notation) → term, in the order expected."""
    wanted = [str(word) for word in expected]
    found: dict[str, Term] = {}
    for term in facts.of_class(class_iri):
        word = facts.one_of(term, names.NOTATION, wanted)
        if term.all(names.NOTATION) != [word]:
            continue
        if word in found:
            message = f"notation is that of {found[word].name} too"
            facts.problems.append(
                term.problem(message, code=Code.LABEL_SHARED, found=word)
            )
        found[word] = term
    facts.problems.extend(
        Problem(
            message=f"no {local_name(class_iri)} stands for the word",
            found=word,
            code=Code.CONSTANT_MISSING,
        )
        for word in wanted
        if word not in found
    )
    return {word: found[word] for word in wanted if word in found}
