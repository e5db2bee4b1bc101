"""The hypotheses as RDF, in the terms of the ontology, for questions in SPARQL.

Every claimed link is a node of its own, since it carries strength, lag, source and
doubt; ``rca:influences`` states it once more as a plain triple for those who only
want to follow arrows. Nothing is a blank node, so that two exports can be compared
line by line and any store takes them.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node as Term

from rcagraph.hypotheses.hypothesis import (
    Enquiry,
    Expectation,
    Hypothesis,
    Link,
    Sequel,
    Test,
)
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import Constants, Ontology

_UNSAFE = frozenset(' <>"{}|\\^`')


def hypotheses_graph(library: Library, ontology: Ontology) -> Graph:
    """Return every hypothesis with its links, tests and enquiries.

    As when beliefs are inferred, an effect that is a metric becomes the node that
    the metric indicates, a claim that a node shows in its own metric is no link, and
    a word of strength becomes its number.

    Args:
        library: checked hypotheses.
        ontology: what its metrics indicate, and what its words stand for.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, space in (
        ("dcterms", names.SOURCE.removesuffix("source")),
        ("rca", names.NS),
        ("rcai", names.ID),
        ("skos", names.PREF_LABEL.removesuffix("prefLabel")),
    ):
        graph.bind(prefix, space)
    for located in library.hypotheses:
        _Writer(graph, ontology).hypothesis(located)
    return graph


def link_names(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Return what each link of a hypothesis is called below ``rcai:``.

    A second claim about the same pair gets a number of its own.
    """
    seen: Counter[str] = Counter()
    found = []
    for link in hypothesis.links:
        name = f"hypothesis/{hypothesis.id}/link/{link.cause}-{link.effect}"
        seen[name] += 1
        found.append(f"{name}-{seen[name]}" if seen[name] > 1 else name)
    return tuple(found)


def node_acted_on(effect: str, ontology: Ontology) -> str:
    """Return the node that a link acts on; a metric stands for what it indicates."""
    metric = ontology.metrics.get(effect)
    return (metric.indicates if metric else None) or effect


class _Writer:
    """Adds one hypothesis after the other to a graph."""

    def __init__(self, graph: Graph, ontology: Ontology) -> None:
        self._graph = graph
        self._ontology = ontology

    def hypothesis(self, located: LocatedHypothesis) -> None:
        said = located.hypothesis
        here = URIRef(f"{names.ID}hypothesis/{said.id}")
        self._add(here, names.RDF_TYPE, URIRef(names.HYPOTHESIS))
        self._add(here, names.PREF_LABEL, _english(said.title))
        self._add(here, names.DEFINITION, _english(said.claim))
        self._add(here, names.THEME, Literal(said.theme))
        self._add(here, names.IS_LOCAL, Literal(located.local))
        for symptom in said.symptoms:
            self._add(here, names.EXPLAINS, _known(symptom))
        for cause in said.root_causes:
            self._add(here, names.ROOT_CAUSE, _known(cause))
        for name, link in zip(link_names(said), said.links, strict=True):
            self._link(here, URIRef(names.ID + name), link)
        for test in said.tests:
            self._test(here, URIRef(f"{here}/test/{test.id}"), test)
        for enquiry in said.enquiries:
            self._enquiry(here, URIRef(f"{here}/enquiry/{enquiry.id}"), enquiry)

    def _link(self, hypothesis: URIRef, here: URIRef, link: Link) -> None:
        cause = _known(link.cause)
        effect = _known(node_acted_on(link.effect, self._ontology))
        if cause == effect:
            return
        self._add(hypothesis, names.CLAIMS, here)
        self._add(here, names.RDF_TYPE, URIRef(names.LINK))
        self._add(here, names.CAUSE, cause)
        self._add(here, names.EFFECT, effect)
        self._add(here, names.HAS_STRENGTH, self._strength(link))
        self._add(here, names.HAS_LAG, _word("lag", link.lag))
        self._add(here, names.HAS_EVIDENCE_CLASS, _word("evidence", link.evidence))
        self._add(here, names.SOURCE, _source(link.source))
        self._add(here, names.WHY, Literal(link.why))
        if link.contested:
            self._add(here, names.CONTESTED, Literal(link.contested))
        if link.feedback is not None:
            self._add(here, names.FEEDBACK, Literal(link.feedback))
        self._add(cause, names.INFLUENCES, effect)

    def _test(self, hypothesis: URIRef, here: URIRef, test: Test) -> None:
        self._add(hypothesis, names.HAS_TEST, here)
        self._add(here, names.RDF_TYPE, URIRef(names.TEST))
        self._add(here, names.DEFINITION, _english(test.says))
        self._add(here, names.ABOUT, _known(test.bears_on))
        self._chances(here, test)
        for place, expectation in enumerate(test.expect, start=1):
            part = URIRef(f"{here}/{place}")
            self._add(here, names.EXPECTS, part)
            self._expectation(part, expectation)

    def _expectation(self, here: URIRef, expectation: Expectation) -> None:
        self._add(here, names.RDF_TYPE, URIRef(names.EXPECTATION))
        self._add(here, names.OF_METRIC, _known(expectation.metric))
        self._add(here, names.HAS_LENS, _word("lens", expectation.lens))
        self._add(here, names.DIRECTION, Literal(expectation.direction))
        self._add(here, names.THRESHOLD, _decimal(expectation.threshold))
        if expectation.then is not None:
            sequel = URIRef(f"{here}/then")
            self._add(here, names.THEN, sequel)
            self._sequel(sequel, expectation.then)

    def _sequel(self, here: URIRef, sequel: Sequel) -> None:
        self._add(here, names.RDF_TYPE, URIRef(names.SEQUEL))
        self._add(here, names.OF_METRIC, _known(sequel.metric))
        self._add(here, names.DIRECTION, Literal(sequel.direction))
        self._add(here, names.AFTER_MONTHS, Literal(sequel.after))
        self._add(here, names.WITHIN_MONTHS, Literal(sequel.within))

    def _enquiry(self, hypothesis: URIRef, here: URIRef, enquiry: Enquiry) -> None:
        self._add(hypothesis, names.HAS_ENQUIRY, here)
        self._add(here, names.RDF_TYPE, URIRef(names.ENQUIRY))
        self._add(here, names.ABOUT, _known(enquiry.about))
        self._add(here, names.QUESTION, Literal(enquiry.question))
        self._add(here, names.ASKS, Literal(enquiry.ask))
        self._add(here, names.REQUESTS, Literal(enquiry.request))
        self._add(here, names.SETTLES, Literal(enquiry.settles))
        self._chances(here, enquiry)

    def _chances(self, here: URIRef, said: Test | Enquiry) -> None:
        self._add(here, names.IF_TRUE, _word("probability", said.if_true))
        self._add(here, names.IF_FALSE, _word("probability", said.if_false))

    def _add(self, subject: URIRef, prop: str, value: Term) -> None:
        self._graph.add((subject, URIRef(prop), value))

    def _strength(self, link: Link) -> Term:
        constants: Constants = self._ontology.constants
        word = link.strength
        return _decimal(word if isinstance(word, float) else constants.strengths[word])


def _english(text: str) -> Literal:
    return Literal(text.strip(), lang="en")


def _decimal(number: float) -> Literal:
    return Literal(Decimal(str(number)))


def _known(name: str) -> URIRef:
    return URIRef(names.ID + name)


def _word(kind: str, word: str) -> URIRef:
    """Return the constant that a word stands for, as ``lag-1-2-years``."""
    return _known(f"{kind}-{word.replace(' ', '-')}")


def _source(source: str) -> Term:
    """Return an address as one, "expert prior" as its term, else the citation."""
    if source == "expert prior":
        return _known("expert-prior")
    is_address = source.startswith(("http://", "https://"))
    if is_address and _UNSAFE.isdisjoint(source):
        return URIRef(source)
    return Literal(source)
