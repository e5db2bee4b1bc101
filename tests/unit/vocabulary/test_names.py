"""The constants that code uses and the Turtle say the same."""

from __future__ import annotations

from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.turtle import read_turtle
from rcagraph.vocabulary import names

CONSTANTS = {
    value
    for name, value in vars(names).items()
    if name.isupper() and name not in {"NS", "ID"}
}
TERMS = read_turtle(ontology_folder())
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
DECLARED = {
    iri
    for iri, term in TERMS.items()
    if any(
        term.is_a(OWL + kind)
        for kind in ("Class", "ObjectProperty", "DatatypeProperty")
    )
}


def test_every_constant_is_declared_or_used_by_the_turtle() -> None:
    used = {
        iri
        for term in TERMS.values()
        for prop, values in term.facts.items()
        for iri in (prop, *values)
    }
    for constant in CONSTANTS:
        assert constant in (DECLARED if constant.startswith(names.NS) else used)


def test_every_own_property_of_an_instance_is_a_constant() -> None:
    properties = {
        prop
        for term in TERMS.values()
        for prop in term.facts
        if prop.startswith(names.NS)
    }
    assert properties
    assert properties <= CONSTANTS


def test_every_own_class_of_an_instance_is_a_constant() -> None:
    classes = {
        iri
        for term in TERMS.values()
        for iri in term.all(names.RDF_TYPE)
        if iri.startswith(names.NS)
    }
    assert classes <= CONSTANTS | {names.NS + "OrganisationType"}


def test_every_class_and_property_is_labelled_and_defined() -> None:
    for iri in DECLARED:
        assert len(TERMS[iri].all(RDFS + "label")) == 1, iri
        assert len(TERMS[iri].all(names.DEFINITION)) == 1, iri


def test_domains_and_ranges_are_declared() -> None:
    pointed_to = {
        iri
        for term in TERMS.values()
        for prop in ("domain", "range", "subClassOf", "subPropertyOf")
        for iri in term.all(RDFS + prop)
        if iri.startswith(names.NS)
    }
    assert pointed_to <= DECLARED
