"""Answers in the knowledge graph: whole, true to the file, and reached by questions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral

from rcagraph.across import compare
from rcagraph.answers.answer import Answer
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.answered_text import (
    accepted_words,
    answered_lines,
    conflict_words,
    moved_words,
    not_accepted,
    told_moves,
)
from rcagraph.outputs.answers_table import answers_table
from rcagraph.outputs.compare_text import compare_text
from rcagraph.outputs.dataset import Dataset
from rcagraph.outputs.summary import summary_sentence
from rcagraph.outputs.tables import drivers_table
from rcagraph.pipeline import Case
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.questions import find_question
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.results import Rows
from rcagraph.vocabulary import names

RUN = names.ID + "RAJ/2026-06-30/"


BOOK = [
    Answer.model_validate_json(line)
    for line in (Path(__file__).parent / "answers.jsonl")
    .read_text("utf-8")
    .splitlines()
]
SCANNERS = next(each for each in BOOK if each.about == "str_scanners")


@pytest.fixture(scope="module")
def store(answered_dataset: Dataset) -> EmbeddedStore:
    return EmbeddedStore(answered_dataset.quads)


def ask(store: EmbeddedStore, question: str, **given: str) -> list[dict[str, str]]:
    asked = find_question(question).bound(given, store)
    return rows(store, asked)


def rows(store: EmbeddedStore, query: str) -> list[dict[str, str]]:
    found = store.query(query, name="query")
    assert isinstance(found, Rows)
    return [
        {
            name: getattr(cell, "value", "")
            for name, cell in zip(found.variables, row, strict=True)
        }
        for row in found.rows
    ]


def test_every_answer_is_there_as_it_was_recorded(store: EmbeddedStore) -> None:
    found = rows(
        store,
        "SELECT * { ?a a rca:Answer ; rca:about ?about ; rca:outcome ?outcome ;"
        " rca:saidBy ?by ; rca:given ?given ; rca:recorded ?recorded ;"
        " rca:answerKind ?kind ; rca:reliabilityWord ?word ; rca:organisation ?org"
        " OPTIONAL { ?a rca:document ?document } OPTIONAL { ?a rca:place ?place }"
        " OPTIONAL { ?a rca:reference ?reference }"
        " OPTIONAL { ?a dcterms:description ?note } }",
    )
    written = {
        names.ID + f"answer/RAJ/{each.id}": (
            names.ID + each.about,
            each.outcome,
            each.source,
            str(each.given),
            str(each.recorded),
            names.ID + f"answer-{each.kind}",
            names.ID + f"reliability-{each.reliability}",
            names.ID + "organisation/RAJ",
            each.document,
            each.place,
            each.reference,
            each.note,
        )
        for each in BOOK
    }
    keys = "about outcome by given recorded kind word org document place reference note"
    assert written == {
        row["a"]: tuple(row[key] for key in keys.split()) for row in found
    }


def test_evidence_is_derived_from_its_answer_and_the_enquiry(
    store: EmbeddedStore,
) -> None:
    found = rows(
        store,
        f"SELECT ?from {{ <{RUN}evidence/answer/{SCANNERS.id}>"
        " prov:wasDerivedFrom ?from }",
    )
    hypothesis, _, enquiry = SCANNERS.enquiry.partition("/")
    assert {row["from"] for row in found} == {
        f"{names.ID}answer/RAJ/{SCANNERS.id}",
        f"{names.ID}hypothesis/{hypothesis}/enquiry/{enquiry}",
    }


def test_what_a_finding_rests_on_reaches_the_answer(
    store: EmbeddedStore, answered: Diagnosis
) -> None:
    found = ask(store, "what-a-finding-rests-on", driver="str_scanners")
    (own,) = [row for row in found if row["metric"] == f"answer/RAJ/{SCANNERS.id}"]
    assert (own["value"], own["lens"], own["period"], own["publication"]) == (
        "confirms",
        "document",
        "2026-07-06",
        "imaging lead",
    )
    assert own["place"] == f"{SCANNERS.document}, sheet 2"
    (driver,) = [d for d in answered.drivers if d.node.id == "str_scanners"]
    (entry,) = [e for e in driver.ledger if e.evidence_id.endswith(SCANNERS.id)]
    assert float(own["moves"]) == pytest.approx(entry.decibans, rel=1e-5)
    # The rest are figures, and every entry of the ledger has some.
    figures = {row["sentence"] for row in found if row["unit"]}
    others = [e for e in driver.ledger if not e.evidence_id.startswith("answer/")]
    assert len(figures) == len(others)


def test_every_sentence_about_answers_leads_to_answers(
    store: EmbeddedStore, answered: Diagnosis
) -> None:
    """Those that the diagnosis prints."""
    nodes, found = answered.ontology.nodes, answered.answered
    sentences = [
        *(each.note for each in found.answers),
        *(accepted_words(each, nodes) for each in found.accepted),
        *(conflict_words(each, nodes) for each in found.conflicts),
        *(moved_words(each) for each in told_moves(found)),
    ]
    assert len(sentences) > len(BOOK) + 3
    known = rows(
        store,
        "SELECT DISTINCT ?sentence { ?x rca:sentence ?sentence ;"
        " prov:wasDerivedFrom* ?answer . ?answer a rca:Answer }",
    )
    assert {row["sentence"] for row in known} >= set(sentences)
    page = " ".join(" ".join(answered_lines(found, nodes)).split())
    one_by_one = [each.note for each in not_accepted(found)]
    assert all(each in page for each in (*one_by_one, *sentences[len(BOOK) :]))


def test_a_sentence_of_an_unclear_answer_rests_on_that_answer(
    store: EmbeddedStore,
) -> None:
    (row,) = ask(store, "what-this-sentence-rests-on", text="leaves it open")
    assert (row["value"], row["source"]) == ("unclear", "equality lead")
    (asked,) = rows(
        store,
        "SELECT ?answer { ?e a rca:RankedEnquiry ; prov:wasDerivedFrom ?answer }",
    )
    assert asked["answer"] == names.ID + row["rests_on"]


def test_agreement_and_contradiction_are_visible(
    store: EmbeddedStore, answered: Diagnosis
) -> None:
    found = ask(store, "what-was-answered")
    assert len(found) == len(BOOK)
    standing = {(row["node"], row["outcome"]): row["standing"] for row in found}
    assert standing == {
        ("str_scanners", "confirms"): "counts",
        ("str_bedbase", "confirms"): "contradicted",
        ("str_bedbase", "refutes"): "contradicted",
        ("ldr_inequity", "unclear"): "open",
        ("ops_vacancy", "confirms"): "counts",
        ("ops_training", "confirms"): "accepted",
    }
    weights = {row["id"]: row["weight"] for row in found}
    weighed = {each.answer.id: each.weight for each in answered.answered.answers}
    assert float(weights[SCANNERS.id]) == pytest.approx(weighed[SCANNERS.id], abs=1e-4)
    assert [row["weight"] for row in found if row["outcome"] == "unclear"] == [""]


def test_a_finding_says_where_it_stood_without_answers(
    store: EmbeddedStore, answered: Diagnosis
) -> None:
    found = rows(
        store,
        "SELECT * { ?f rca:rankBefore ?rank ; rca:beliefBefore ?belief ;"
        " rca:contributionBefore ?share }",
    )
    before = {row["f"]: row for row in found}
    assert len(before) == len(answered.drivers)
    for moved in answered.answered.moved:
        row = before[f"{RUN}finding/{moved.node.id}"]
        assert int(row["rank"]) == moved.rank_before
        assert float(row["belief"]) == pytest.approx(moved.belief_before, rel=1e-5)
        share = pytest.approx(moved.contribution_before, rel=1e-5)
        assert float(row["share"]) == share


def test_nothing_points_into_the_void(answered_dataset: Dataset) -> None:
    """An answer to an enquiry that the library no longer has points to none."""
    described = {quad.subject for quad in answered_dataset.quads}
    derived = {
        quad.object
        for quad in answered_dataset.quads
        if quad.predicate.value.endswith(("wasDerivedFrom", "ofEnquiry"))
    }
    assert derived - described == set()
    terms = {each for q in answered_dataset.quads for each in (q.subject, q.predicate)}
    assert not any(isinstance(each, ox.BlankNode) for each in terms)
    own = {each for each in terms if each.value.startswith(names.NS)}  # type: ignore[union-attr]
    assert own <= described


def test_answers_keep_the_shapes_and_broken_ones_do_not(
    answered_dataset: Dataset,
) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    lines = b"".join(
        answered_dataset.of_graph(name)
        for name in answered_dataset.graphs
        if not name.endswith("/observations")
    )
    organisation = f"<{names.ID}organisation/RAJ> a <{names.ORGANISATION}> ."
    graph = Graph().parse(data=lines, format="nt")
    graph.parse(data=organisation, format="turtle")
    shapes = Graph().parse(ontology_folder() / "shapes.ttl", format="turtle")

    def conforms(*focus: URIRef) -> bool:
        told = pyshacl.validate(
            graph, shacl_graph=shapes, inference="none", focus_nodes=list(focus)
        )
        return bool(told[0])

    answer = URIRef(f"{names.ID}answer/RAJ/{SCANNERS.id}")
    records = [URIRef(f"{names.ID}answer/RAJ/{each.id}") for each in BOOK]
    accepted = URIRef(f"{RUN}accepted/ops_training")
    conflict = URIRef(f"{RUN}conflict/str_bedbase")
    assert conforms(*records, accepted, conflict)
    for record, prop, value in (
        (answer, names.HAS_OUTCOME, RdfLiteral("holds")),
        (answer, names.RELIABILITY_WORD_OF, RdfLiteral(Decimal(1))),
        (accepted, names.PRESENT, RdfLiteral("yes")),
        (conflict, "http://www.w3.org/ns/prov#wasDerivedFrom", answer),
    ):
        kept = list(graph.objects(record, URIRef(prop)))
        graph.set((record, URIRef(prop), value))
        assert not conforms(record), prop
        graph.remove((record, URIRef(prop), None))
        for each in kept:
            graph.add((record, URIRef(prop), each))
    assert conforms(answer, accepted, conflict)


def test_without_answers_the_graph_says_nothing_of_them(
    raj_dataset: Dataset,
) -> None:
    predicates = {quad.predicate.value for quad in raj_dataset.quads}
    assert names.SAID_BY not in predicates
    assert names.RANK_BEFORE not in predicates


def test_the_table_of_answers_says_what_the_graph_says(
    store: EmbeddedStore, answered: Diagnosis
) -> None:
    table = answers_table(answered)
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    asked = {row["id"]: row for row in ask(store, "what-was-answered")}
    assert {row["id"] for row in found} == set(asked)
    for row in found:
        other = asked[str(row["id"])]
        assert row["standing"] == other["standing"]
        assert float(str(row["decibans"])) == float(other["weight"] or 0)
        assert (row["about"], row["source"]) == (other["node"], other["source"])


def test_the_table_of_drivers_has_what_they_were_without_answers(
    answered: Diagnosis, raj: Diagnosis
) -> None:
    """The same as the diagnosis that never had any."""
    table = drivers_table(answered)
    bare = {each.node.id: each for each in raj.drivers}
    for row in table.rows:
        told = dict(zip(table.columns, row, strict=True))
        other = bare[str(told["driver"])]
        assert told["rank_before_answers"] == other.rank
        assert told["belief_before_answers"] == pytest.approx(other.belief, abs=1e-5)
    last = drivers_table(raj)
    without = last.columns.index("rank_before_answers")
    assert {row[without] for row in last.rows} == {None}


def test_a_comparison_quotes_the_reviews_that_agree_and_counts_answers(
    answered_case: Case,
) -> None:
    """One of them moves the belief by little, both together by most."""
    found = compare(answered_case, "RAJ", "RNN")
    (pair,) = [each for each in found.drivers if each.driver.id == "ops_training"]
    assert pair.parts[0].node.id == "ops_training"
    assert "Inspection 202" in pair.parts[0].notes[0]
    assert found.answers == (len(BOOK), 0)
    assert f"{len(BOOK)} answers about RAJ and 0 answers about RNN" in " ".join(
        compare_text(found).split()
    )


def test_the_summary_does_not_say_that_figures_alone_support(
    answered: Diagnosis,
) -> None:
    said = summary_sentence(answered)
    assert "low training" in said.partition("Supported by the evidence: ")[2]
    assert "figures support" not in said
