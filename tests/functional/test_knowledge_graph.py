"""The dataset of a real diagnosis: whole, true to it, and read back by other tools."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pyoxigraph as ox
import pytest
from rdflib import Dataset as RdflibDataset
from rdflib import Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import RDF

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.knowledge_graph import dataset_of
from rcagraph.outputs.dataset import Dataset
from rcagraph.outputs.summary import summary
from rcagraph.outputs.text import diagnosis_text
from rcagraph.pipeline import Case
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.questions import find_question
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.results import Rows
from rcagraph.vocabulary import names

OWN = (names.NS, names.ID)
PROV = "http://www.w3.org/ns/prov#"
RUN = names.ID + "RAJ/2026-06-30/"
ORGANISATION = f"<{names.ID}organisation/".encode()
FINDINGS = ox.NamedNode(f"{names.ID}graph/RAJ/2026-06-30/diagnosis")


@pytest.fixture(scope="module")
def store(raj_dataset: Dataset) -> EmbeddedStore:
    return EmbeddedStore(raj_dataset.quads)


def table(store: EmbeddedStore, query: str) -> list[list[str]]:
    found = store.query(query, name="query")
    assert isinstance(found, Rows)
    return [[getattr(cell, "value", "") for cell in row] for row in found.rows]


def ask(store: EmbeddedStore, question: str, **given: str) -> list[dict[str, str]]:
    found = store.query(find_question(question).bound(given, store), name=question)
    assert isinstance(found, Rows)
    return [
        {
            name: getattr(cell, "value", "")
            for name, cell in zip(found.variables, row, strict=True)
        }
        for row in found.rows
    ]


def test_every_driver_has_its_standing(store: EmbeddedStore, raj: Diagnosis) -> None:
    rows = table(
        store,
        "SELECT ?d ?rank ?belief ?share ?verdict ?confidence { ?f rca:about ?d ;"
        " rca:rank ?rank ; rca:belief ?belief ; rca:contribution ?share ;"
        " rca:verdict ?verdict ; rca:confidence ?confidence } ORDER BY ?rank",
    )
    assert len(rows) == len(raj.drivers)
    for row, driver in zip(rows, raj.drivers, strict=True):
        assert row[0] == names.ID + driver.node.id
        assert int(row[1]) == driver.rank
        assert float(row[2]) == pytest.approx(driver.belief, rel=1e-5)
        assert float(row[3]) == pytest.approx(driver.contribution, rel=1e-5)
        assert row[4:] == [str(driver.verdict), str(driver.confidence)]


def test_everything_of_the_diagnosis_is_there_once(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    counts = {
        kind.removeprefix(names.NS): int(number)
        for kind, number in table(
            store, "SELECT ?t (COUNT(DISTINCT ?s) AS ?n) { ?s a ?t } GROUP BY ?t"
        )
    }
    evidence = raj.evidence
    assert counts["Finding"] == len(raj.beliefs)
    assert counts["LedgerEntry"] == sum(len(each.ledger) for each in raj.drivers)
    assert counts["CreditPath"] == sum(len(each.paths) for each in raj.drivers)
    assert counts["LoopFinding"] == len(raj.loops)
    assert counts["RankedEnquiry"] == len(raj.enquiries)
    assert counts["MissingMetric"] == len(raj.missing)
    assert counts["Outcome"] == len(evidence.tests)
    assert counts["Evidence"] == sum(map(len, evidence.entries.values()))
    assert counts["Reading"] == sum(len(e.readings) for e in evidence.metrics.values())


def test_every_sentence_about_a_driver_can_be_looked_up(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    known = [row[0] for row in table(store, "SELECT ?t { ?s rca:sentence ?t }")]
    together = "\n".join(known)
    text = diagnosis_text(raj, top=len(raj.drivers), width=10_000)
    told = re.findall(
        r"^     (verdict|for|against|over time|path) +(.*)$", text, re.MULTILINE
    )
    assert len(told) > 4 * len(raj.drivers)
    for label, sentence in told:
        said = sentence.partition(" dB, ")[2] if " dB, " in sentence else sentence
        assert said == "nothing" or said in together, (label, sentence)
    for _, answer in summary(raj).parts():
        assert answer in text
        assert answer in together


def test_every_ledger_entry_leads_to_rows_of_publications(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    ((led,),) = table(
        store,
        "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a rca:LedgerEntry ;"
        " prov:wasDerivedFrom+/rca:reads ?o . ?o rca:row ?row ; rca:file ?file ;"
        " prov:wasDerivedFrom/dcterms:title ?copy ;"
        " prov:hadPrimarySource/dcterms:publisher ?who }",
    )
    assert int(led) == sum(len(each.ledger) for each in raj.drivers)


def test_what_things_derive_from_is_there(raj_dataset: Dataset) -> None:
    described = {quad.subject for quad in raj_dataset.quads}
    derived = {
        quad.object
        for quad in raj_dataset.quads
        if quad.predicate.value.startswith(PROV)
    }
    assert derived - described == set()


def test_what_a_sentence_rests_on_is_what_its_readings_compare(
    england: Case, raj: Diagnosis, store: EmbeddedStore
) -> None:
    """The peers of the reading and the trust itself, found in the table of figures."""
    metric = "shmi"
    reading = raj.evidence.metrics[metric].readings[0]
    rows = ask(store, "what-this-sentence-rests-on", text=reading.note)
    seen = raj.evidence.metrics[metric].observation
    assert seen is not None
    codes = ["RAJ", *(peer.code for peer in raj.evidence.peers)]
    expected = {
        f"observation/{code}/{metric}/{seen.period}": (found.value, found.row)
        for code in codes
        if (found := england.observations.observation(code, metric, seen.period))
    }
    own = [row for row in rows if row["sentence"] == reading.note]
    assert {
        row["rests_on"]: (float(row["value"]), int(row["place"].split(":")[1]))
        for row in own
    } == expected


def test_a_path_rests_on_the_claims_of_its_links(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    path = raj.drivers[0].paths[0]
    pairs = zip(path.nodes, path.nodes[1:], strict=False)
    claims = [c for pair in pairs for c in raj.graph.link_index[pair].claims]
    found = table(
        store,
        f"SELECT ?link {{ <{RUN}finding/{raj.drivers[0].node.id}/path/1>"
        " prov:wasDerivedFrom ?link . ?link a rca:Link }",
    )
    assert len(found) == len(claims)


def test_a_finding_rests_on_the_publications_of_its_metrics(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    """Publications counted a second time from the records, without any RDF."""
    metrics = raj.ontology.metrics
    expected = set()
    for driver in raj.drivers:
        used = {
            metrics[name].publication
            for entry in driver.ledger
            for each in raj.evidence.entries[entry.about]
            if each.id == entry.evidence_id
            or each.id.startswith(f"{entry.evidence_id}/")
            for name in each.metrics
            if raj.evidence.metrics[name].observation
        }
        if len(used) == 1:
            expected.add((driver.node.id, *used))
    rows = ask(store, "findings-on-one-publication")
    assert {(row["driver"], row["publication"]) for row in rows} == expected


def test_a_withdrawn_publication_takes_the_entries_of_its_metrics(
    store: EmbeddedStore, raj: Diagnosis
) -> None:
    withdrawn = "A&E attendances and emergency admissions"
    rows = ask(store, "if-a-publication-were-withdrawn", publication="publication-ae")
    lost = Counter(
        driver.node.id
        for driver in raj.drivers
        for entry in driver.ledger
        if any(
            raj.ontology.metrics[name].publication == withdrawn
            and raj.evidence.metrics[name].observation
            for each in raj.evidence.entries[entry.about]
            if each.id == entry.evidence_id
            or each.id.startswith(f"{entry.evidence_id}/")
            for name in each.metrics
        )
    )
    assert {row["driver"]: int(row["lost"]) for row in rows} == dict(lost)
    sizes = {each.node.id: len(each.ledger) for each in raj.drivers}
    assert all(int(row["of"]) == sizes[row["driver"]] for row in rows)


@pytest.fixture(scope="module")
def part(raj_dataset: Dataset) -> Dataset:
    """Return the graph of the findings alone, which is quicker to read."""
    return Dataset(frozenset(q for q in raj_dataset.quads if q.graph_name == FINDINGS))


def test_three_formats_say_the_same(raj_dataset: Dataset, part: Dataset) -> None:
    trig = ox.parse(raj_dataset.trig(), ox.RdfFormat.TRIG)
    assert set(trig) == raj_dataset.quads
    json_ld = ox.parse(part.json_ld(), ox.RdfFormat.JSON_LD)
    assert set(json_ld) == part.quads
    turtle = {each.triple for each in ox.parse(part.turtle(), ox.RdfFormat.TURTLE)}
    assert turtle == {each.triple for each in part.quads}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_second_library_reads_what_is_written(part: Dataset, raj: Diagnosis) -> None:
    read = Graph().parse(data=part.turtle(), format="turtle")
    assert len(read) == len(part.quads)
    beliefs = {str(s): float(str(o)) for s, o in read[: URIRef(names.BELIEF) :]}
    assert beliefs == pytest.approx(
        {f"{RUN}finding/{node}": belief for node, belief in raj.beliefs.items()},
        rel=1e-5,
    )
    for text, form in ((part.trig(), "trig"), (part.json_ld(), "json-ld")):
        named = RdflibDataset()
        named.parse(data=text, format=form)
        assert len(named.graph(FINDINGS.value)) == len(read)


def test_no_blank_nodes_and_every_own_term_is_declared(raj_dataset: Dataset) -> None:
    terms = {
        term
        for quad in raj_dataset.quads
        for term in (quad.subject, quad.predicate, quad.object)
    }
    assert not any(isinstance(each, ox.BlankNode) for each in terms)
    described = {q.subject.value for q in raj_dataset.quads}  # type: ignore[union-attr]
    own = {
        each.value
        for each in terms
        if isinstance(each, ox.NamedNode) and each.value.startswith(OWN)
    }
    assert own - described - set(raj_dataset.graphs) == set()


def test_records_of_a_run_keep_the_shapes_and_broken_ones_do_not(
    raj_dataset: Dataset,
) -> None:
    """Of observations those of one metric; of records the first of a kind and more."""
    pyshacl = pytest.importorskip("pyshacl")
    lines = []
    for name in raj_dataset.graphs:
        few = name.endswith("/observations")
        lines += [
            line
            for line in raj_dataset.of_graph(name).splitlines(keepends=True)
            if not few or b"/shmi/" in line or line.startswith(ORGANISATION)
        ]
    graph = Graph().parse(data=b"".join(lines), format="nt")
    shapes = Graph().parse(ontology_folder() / "shapes.ttl", format="turtle")

    def conforms(*focus: URIRef) -> bool:
        told = pyshacl.validate(
            graph, shacl_graph=shapes, inference="none", focus_nodes=list(focus)
        )
        return bool(told[0])

    records = sorted(s for s in set(graph.subjects()) if "RAJ/" in str(s))
    kept = [r for r in records if "/reading/" not in str(r) or "/shmi/" in str(r)]
    kinds = {graph.value(each, RDF.type): each for each in kept}
    assert len(kinds) > 10
    assert conforms(*kinds.values(), *kept[::40])
    for name, prop, value in (
        ("finding/str_shortage", names.BELIEF, RdfLiteral(Decimal("1.2"))),
        ("reading/shmi/peers", names.READS, URIRef(names.ID + "shmi")),
        ("outcome/", names.HAS_OUTCOME, RdfLiteral("perhaps")),
    ):
        record = next(r for r in records if str(r).startswith(RUN + name))
        graph.set((record, URIRef(prop), value))
        assert not conforms(record)


def test_the_dataset_is_the_same_on_every_run(
    england: Case, raj: Diagnosis, raj_dataset: Dataset, part: Dataset
) -> None:
    again = dataset_of(england, [raj])
    assert again.quads == raj_dataset.quads
    shuffled = Dataset(frozenset(reversed(part.ordered)))
    assert shuffled.trig() == part.trig()
    assert shuffled.turtle() == part.turtle()
    assert shuffled.json_ld() == part.json_ld()
