"""The ontology: a folder of Turtle → checked records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import OntologyError, Problem, did_you_mean
from rcagraph.sources.constants_ttl import read_constants
from rcagraph.sources.offers_ttl import read_level, read_offers
from rcagraph.sources.turtle import Facts, Term, local_name, read_turtle
from rcagraph.vocabulary import names
from rcagraph.vocabulary.terms import (
    DriverClass,
    Event,
    Loop,
    Metric,
    Node,
    NodeKind,
    Ontology,
    Polarity,
    Standard,
)

_SHORTEST_LOOP = 2
FREQUENCIES = ("monthly", "quarterly", "annual", "snapshot")
COMPARED_AMONG = ("peers", "type")

_KINDS = {
    names.DRIVER: NodeKind.DRIVER,
    names.STATE: NodeKind.STATE,
    names.SYMPTOM: NodeKind.SYMPTOM,
}


def read_ontology(folder: Path) -> Ontology:
    """Read and check every ``*.ttl`` of a folder.

    Domains and publications come back as their labels, everything else as the id
    that is the local name of its IRI.

    Raises:
        OntologyError: with every problem found, by file and line.
    """
    facts = Facts(read_turtle(folder))
    facts.problems.extend(_undeclared_names(facts))
    facts.problems.extend(_shared_words(facts))
    nodes = {term.name: _node(facts, term, kind) for term, kind in _node_terms(facts)}
    metrics = {term.name: _metric(facts, term) for term in facts.of_class(names.METRIC)}
    ontology = Ontology(
        version=_version(facts, folder),
        nodes={name: nodes[name] for name in sorted(nodes)},
        metrics={name: metrics[name] for name in sorted(metrics)},
        constants=read_constants(facts),
        events=tuple(_event(facts, term) for term in facts.of_class(names.EVENT)),
        loops=tuple(_loop(facts, term) for term in facts.of_class(names.LOOP)),
        offers=read_offers(facts),
    )
    if facts.problems:
        raise OntologyError(
            sorted(set(facts.problems), key=lambda p: (p.file, p.line or 0, p.message))
        )
    return ontology


def _undeclared_names(facts: Facts) -> Iterator[Problem]:
    """A misspelt property or id would otherwise be passed over in silence."""
    declared = {iri for iri in facts.terms if iri.startswith((names.NS, names.ID))}
    for term in facts.terms.values():
        for prop, values in term.facts.items():
            used = [prop, *values] if prop not in _CHECKED else [prop]
            for iri in used:
                if iri.startswith((names.NS, names.ID)) and iri not in declared:
                    space = names.NS if iri.startswith(names.NS) else names.ID
                    known = [local_name(i) for i in declared if i.startswith(space)]
                    yield term.problem(
                        "uses a name that no Turtle file declares",
                        code=Code.NAME_UNDECLARED,
                        found=repr(local_name(iri)),
                        hint=did_you_mean(local_name(iri), known),
                    )


def _shared_words(facts: Facts) -> Iterator[Problem]:
    """Two terms with one label or official id cannot be told apart by a reader."""
    terms = [term for term, _ in _node_terms(facts)] + facts.of_class(names.METRIC)
    for prop in (names.PREF_LABEL, names.NOTATION):
        first: dict[str, Term] = {}
        for term in terms:
            for word in term.all(prop):
                other = first.setdefault(word, term)
                if other is not term:
                    yield term.problem(
                        f"{local_name(prop)} is that of {other.name} too",
                        code=Code.LABEL_SHARED,
                        found=repr(word),
                    )


# Properties whose objects are looked up, and complained about, one by one below.
_CHECKED = {
    names.ADDRESSES,
    names.ADDRESSES_CLASS,
    names.AFFECTS,
    names.APPLIES_TO,
    names.BLOCKED_BY,
    names.DRIVER_CLASS_OF,
    names.HAS_STANDARD,
    names.INDICATES,
    names.IN_DOMAIN,
    names.LEVEL,
    names.PUBLISHED_IN,
    names.RDF_FIRST,
    names.RELIEVES,
}


def _version(facts: Facts, folder: Path) -> str:
    ontologies = facts.of_class(names.ONTOLOGY)
    if len(ontologies) != 1:
        facts.problems.append(
            Problem(
                file=str(folder),
                message="the version cannot be told",
                found=f"{len(ontologies)} owl:Ontology",
                expected="one",
                code=Code.VERSION_UNKNOWN,
            )
        )
        return ""
    return facts.text(ontologies[0], names.VERSION_INFO)


def _node_terms(facts: Facts) -> Iterator[tuple[Term, NodeKind]]:
    for class_iri, kind in _KINDS.items():
        for term in facts.of_class(class_iri):
            yield term, kind


def _node(facts: Facts, term: Term, kind: NodeKind) -> Node:
    notation = facts.text(term, names.NOTATION)
    if notation and notation != term.name:
        facts.problems.append(
            term.problem(
                "notation differs from the id",
                code=Code.NOTATION_DIFFERS,
                found=repr(notation),
                expected=repr(term.name),
            )
        )
    driver_class, level = None, None
    if kind is NodeKind.DRIVER:
        found = facts.reference(term, names.DRIVER_CLASS_OF, names.DRIVER_CLASS)
        known = found is not None and found.name in list(DriverClass)
        driver_class = DriverClass(found.name if found and known else "operational")
        level = read_level(facts, found) if found else None
    return Node(
        id=term.name,
        label=facts.text(term, names.PREF_LABEL),
        kind=kind,
        definition=facts.text(term, names.DEFINITION),
        domain=_label_of(facts, term, names.IN_DOMAIN, names.DOMAIN),
        driver_class=driver_class,
        level=level,
    )


def _label_of(facts: Facts, term: Term, prop: str, class_iri: str) -> str:
    other = facts.reference(term, prop, class_iri)
    return facts.text(other, names.PREF_LABEL) if other else ""


def _metric(facts: Facts, term: Term) -> Metric:
    polarity = Polarity(facts.one_of(term, names.POLARITY, list(Polarity)))
    indicates, reliability = _indication(facts, term, polarity)
    return Metric(
        id=term.name,
        label=facts.text(term, names.PREF_LABEL),
        unit=facts.text(term, names.UNIT),
        polarity=polarity,
        domain=_label_of(facts, term, names.IN_DOMAIN, names.DOMAIN),
        publication=_label_of(facts, term, names.PUBLISHED_IN, names.PUBLICATION),
        frequency=facts.one_of(term, names.FREQUENCY, FREQUENCIES),
        fresh_months=int(facts.number(term, names.FRESH_MONTHS, low=1)),
        definition=facts.text(term, names.DEFINITION),
        indicates=indicates,
        reliability=reliability,
        comparable=facts.flag(term, names.COMPARABLE),
        standards=tuple(
            _standard(facts, each)
            for each in facts.references(term, names.HAS_STANDARD, names.STANDARD)
        ),
        notations=tuple(term.all(names.NOTATION)),
        applies_to=tuple(
            facts.text(each, names.NOTATION)
            for each in facts.references(
                term, names.APPLIES_TO, names.ORGANISATION_TYPE
            )
        ),
        annex_rows=tuple(term.all(names.ANNEX_ROW)),
        step=facts.number(term, names.STEP, low=0) if term.all(names.STEP) else 0.0,
        among=facts.one_of(term, names.AMONG, COMPARED_AMONG)
        if term.all(names.AMONG)
        else "peers",
        of_driver=any(
            iri in facts.terms and facts.terms[iri].is_a(names.DRIVER)
            for iri in term.all(names.INDICATES)
        ),
        rolling=bool(term.all(names.ROLLING)) and facts.flag(term, names.ROLLING),
    )


def _indication(
    facts: Facts, term: Term, polarity: Polarity
) -> tuple[str | None, float]:
    """Return the id of the node that a metric shows and how reliably, or (None, 0)."""
    if not (term.all(names.INDICATES) or term.all(names.RELIABILITY)):
        return None, 0.0
    facts.text(term, names.INDICATES)
    shown = [_node_id(facts, term, iri) for iri in term.all(names.INDICATES)]
    if polarity is Polarity.CONTEXT:
        facts.problems.append(
            term.problem(
                "a context metric cannot indicate a node",
                code=Code.CONTEXT_INDICATES,
                expected="polarity high-is-bad or high-is-good",
            )
        )
    reliability = facts.number(term, names.RELIABILITY, low=0, high=1)
    return (shown[0] if shown else None), reliability


def _node_id(facts: Facts, term: Term, iri: str) -> str:
    """Return the id of a node that a term names; an unknown one is a problem."""
    named = local_name(iri)
    other = facts.terms.get(iri)
    if other is None or not any(map(other.is_a, _KINDS)):
        facts.problems.append(
            term.problem(
                "names no known node",
                code=Code.REFERENCE_UNKNOWN,
                found=repr(named),
                expected="a driver, state or symptom",
                hint=did_you_mean(named, (t.name for t, _ in _node_terms(facts))),
            )
        )
    return named


def _standard(facts: Facts, term: Term) -> Standard:
    standard = Standard(
        value=facts.number(term, names.VALUE, low=float("-inf")),
        name=facts.text(term, names.PREF_LABEL),
        source=_source(facts, term),
        start=facts.day(term, names.IN_FORCE_FROM),
        end=facts.day_or_none(term, names.IN_FORCE_UNTIL),
    )
    if standard.end is not None and standard.end < standard.start:
        code = Code.ENDS_BEFORE_START
        facts.problems.append(term.problem("ends before it starts", code=code))
    return standard


def _source(facts: Facts, term: Term) -> str:
    iri = facts.text(term, names.SOURCE)
    cited = facts.terms.get(iri)
    return facts.text(cited, names.PREF_LABEL) if cited else iri


def _event(facts: Facts, term: Term) -> Event:
    affected = facts.references(term, names.AFFECTS, names.METRIC)
    event = Event(
        id=term.name,
        label=facts.text(term, names.PREF_LABEL),
        start=facts.day(term, names.START),
        end=facts.day_or_none(term, names.END),
        metrics=tuple(sorted(each.name for each in affected)),
    )
    if event.end is not None and event.end < event.start:
        code = Code.ENDS_BEFORE_START
        facts.problems.append(term.problem("ends before it starts", code=code))
    return event


def _loop(facts: Facts, term: Term) -> Loop:
    members = facts.sequence(term, names.THROUGH_NODES)
    nodes = tuple(_node_id(facts, term, iri) for iri in members)
    if len(set(nodes)) != len(nodes) or len(nodes) < _SHORTEST_LOOP:
        facts.problems.append(
            term.problem(
                "is no loop",
                code=Code.NOT_A_LOOP,
                found=" → ".join(nodes) or "no list of nodes",
                expected="two or more nodes, each once",
            )
        )
    return Loop(
        id=term.name,
        label=facts.text(term, names.PREF_LABEL),
        nodes=nodes,
        note=facts.text(term, names.SCOPE_NOTE, required=False),
    )
