"""What a hypothesis names: every id is in the ontology, and usable where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, did_you_mean
from rcagraph.hypotheses.hypothesis import Expectation, Sequel
from rcagraph.hypotheses.library import LocatedHypothesis
from rcagraph.hypotheses.places import Path
from rcagraph.vocabulary.terms import Lens, Metric, Ontology, Polarity

# Past this many, what is wrong is the ontology or the file, not the spelling.
_MOST_HINTS = 50


@dataclass
class NameChecker:
    """Finds the names of hypotheses that an ontology does not have.

    One checker serves a whole library, so that each misspelt name is looked up once.
    """

    ontology: Ontology

    @cached_property
    def _hints(self) -> dict[tuple[str, str], str]:
        return {}

    def problems(self, read: LocatedHypothesis) -> Iterator[Problem]:
        """Yield what is wrong with the names of one hypothesis, part by part."""
        for role, path, name in _node_names(read):
            known: Mapping[str, object] = self.ontology.nodes
            if role == "effect" and name in self.ontology.metrics:
                yield from self._metric_as_effect(read, path, name)
            elif name not in known:
                code = Code.NODE_UNKNOWN
                yield self._unknown(read, role, path, name, code)
        for index, link in enumerate(read.hypothesis.links):
            if link.cause == link.effect:
                path = ("links", index, "effect")
                yield problem_at(
                    read,
                    path,
                    Code.SELF_LINK,
                    "a node cannot cause itself",
                    found=repr(link.effect),
                    expected="the state through which it comes back",
                )
        for number, test in enumerate(read.hypothesis.tests):
            for index, each in enumerate(test.expect):
                path = ("tests", number, "expect", index)
                yield from self._expectation(read, path, each)

    def _metric_as_effect(
        self, read: LocatedHypothesis, path: Path, name: str
    ) -> Iterator[Problem]:
        if self.ontology.metrics[name].indicates is None:
            yield problem_at(
                read,
                path,
                Code.METRIC_OF_NO_NODE,
                "effect is a metric that indicates no node",
                found=repr(name),
                expected="a node, or a metric with rca:indicates",
            )

    def _expectation(
        self, read: LocatedHypothesis, path: Path, each: Expectation
    ) -> Iterator[Problem]:
        metric = self.ontology.metrics.get(each.metric)
        if metric is None:
            place = (*path, "metric")
            code = Code.METRIC_UNKNOWN
            yield self._unknown(read, "metric", place, each.metric, code)
        else:
            yield from _unusable(read, path, each, metric)
        if each.then is not None:
            yield from self._sequel(read, (*path, "then"), each.then)

    def _sequel(
        self, read: LocatedHypothesis, path: Path, each: Sequel
    ) -> Iterator[Problem]:
        metric = self.ontology.metrics.get(each.metric)
        if metric is None:
            place = (*path, "metric")
            code = Code.METRIC_UNKNOWN
            yield self._unknown(read, "metric", place, each.metric, code)
        elif metric.polarity is Polarity.CONTEXT:
            yield _without_direction(read, path, metric)

    def _unknown(
        self, read: LocatedHypothesis, role: str, path: Path, name: str, code: Code
    ) -> Problem:
        return problem_at(
            read,
            path,
            code,
            f"{role} is not in the ontology",
            found=repr(name),
            expected="an id defined in ontology/",
            hint=self._hint(role, name),
        )

    def _hint(self, role: str, name: str) -> str:
        if (role, name) not in self._hints and len(self._hints) < _MOST_HINTS:
            known = {
                "metric": self.ontology.metrics.keys(),
                "effect": self.ontology.nodes.keys() | self.ontology.metrics.keys(),
            }.get(role, self.ontology.nodes.keys())
            self._hints[role, name] = did_you_mean(name, known)
        return self._hints.get((role, name), "")


def problem_at(  # noqa: PLR0913 - the parts of one message
    read: LocatedHypothesis,
    path: Path,
    code: Code,
    message: str,
    *,
    found: str = "",
    expected: str = "",
    hint: str = "",
) -> Problem:
    """Return an error at a place of a hypothesis file."""
    place = read.places.at(*path)
    return Problem(
        file=read.file,
        line=place.line,
        column=place.column,
        message=message,
        found=found,
        expected=expected,
        hint=hint,
        code=code,
    )


def _node_names(read: LocatedHypothesis) -> Iterator[tuple[str, Path, str]]:
    """Yield (role, place, id) for every id that must be a node, in file order."""
    hypothesis = read.hypothesis
    for index, name in enumerate(hypothesis.symptoms):
        yield "symptoms", ("symptoms", index), name
    for index, name in enumerate(hypothesis.root_causes):
        yield "root_causes", ("root_causes", index), name
    for index, link in enumerate(hypothesis.links):
        yield "cause", ("links", index, "cause"), link.cause
        yield "effect", ("links", index, "effect"), link.effect
    for index, test in enumerate(hypothesis.tests):
        yield "bears_on", ("tests", index, "bears_on"), test.bears_on
    for index, enquiry in enumerate(hypothesis.enquiries):
        yield "about", ("enquiries", index, "about"), enquiry.about


def _unusable(
    read: LocatedHypothesis, path: Path, each: Expectation, metric: Metric
) -> Iterator[Problem]:
    if metric.polarity is Polarity.CONTEXT:
        yield _without_direction(read, path, metric)
    if each.lens is Lens.PEERS and not metric.comparable:
        yield problem_at(
            read,
            (*path, "lens"),
            Code.COUNT_AGAINST_PEERS,
            f"{metric.id} is a raw count and cannot be compared with peers",
            expected="lens: baseline, or a rate",
        )


def _without_direction(read: LocatedHypothesis, path: Path, metric: Metric) -> Problem:
    return problem_at(
        read,
        (*path, "metric"),
        Code.METRIC_WITHOUT_DIRECTION,
        f"{metric.id} has no adverse direction",
        expected="a metric where high is good or high is bad",
    )
