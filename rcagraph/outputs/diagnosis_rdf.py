"""A diagnosis as RDF: findings, each derived from the evidence behind it (PROV-O)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from pyoxigraph import NamedNode, Quad

from rcagraph.evidence.records import Entry
from rcagraph.findings.diagnosis import (
    CreditPath,
    Diagnosis,
    LedgerEntry,
    LoopFinding,
    Method,
    RankedDriver,
    RankedEnquiry,
    Verdict,
)
from rcagraph.hypotheses.library import Library
from rcagraph.outputs.knowledge_rdf import link_names, node_acted_on
from rcagraph.outputs.rdf_writer import (
    ASSOCIATED_WITH,
    DERIVED_FROM,
    DESCRIPTION,
    ENTITY,
    GENERATED_BY,
    HYPOTHESES_GRAPH,
    ONTOLOGY_GRAPH,
    SOFTWARE_AGENT,
    TITLE,
    USED,
    GraphWriter,
    day_of,
    english,
    flag,
    known,
    number,
    run_graph,
    run_name,
    whole,
)
from rcagraph.outputs.summary import summary_sentence
from rcagraph.outputs.wording import (
    ATTRIBUTION,
    evidence_words,
    observed,
    path_support,
    path_words,
    trajectory_words,
    verdict_words,
)
from rcagraph.vocabulary import names

Pair = tuple[str, str]


def diagnosis_quads(diagnosis: Diagnosis, library: Library) -> frozenset[Quad]:
    """Return findings, ledgers, paths, loops, enquiries and missing metrics.

    Args:
        diagnosis: of one organisation.
        library: that it was made with; its links and enquiries are pointed to.
    """
    return _Findings(diagnosis, library).quads()


class _Findings:
    """Writes what was concluded of one organisation."""

    def __init__(self, diagnosis: Diagnosis, library: Library) -> None:
        self._diagnosis = diagnosis
        code, day = diagnosis.organisation.code, diagnosis.as_of
        self._run = run_name(code, day)
        self._activity = known(f"diagnosis/{self._run}")
        self._writer = GraphWriter(run_graph(code, day, "diagnosis"))
        self._claims = _claims(diagnosis, library)

    def quads(self) -> frozenset[Quad]:
        diagnosis, run = self._diagnosis, self._run
        self._writer.describe_graph(self._activity, f"Diagnosis of {run}", ATTRIBUTION)
        self._run_itself()
        self._summary()
        for node, belief in diagnosis.beliefs.items():
            self._belief(node, belief)
        for symptom in diagnosis.symptoms:
            if symptom.severity is not None:
                here = self._finding(symptom.node.id)
                self._writer.add(here, names.SEVERITY, number(symptom.severity))
        for driver in diagnosis.drivers:
            self._driver(driver)
        for loop in diagnosis.loops:
            self._loop(loop)
        for rank, enquiry in enumerate(diagnosis.enquiries, start=1):
            self._enquiry(rank, enquiry)
        for missing in diagnosis.missing:
            here = known(f"{run}/missing/{missing.metric}")
            self._writer.typed(here, names.MISSING_METRIC)
            self._writer.add(here, names.OF_METRIC, known(missing.metric))
            self._writer.add(here, names.ABOUT, known(missing.node))
            sentence = f"{missing.label}: {missing.why}"
            self._writer.add(here, names.SENTENCE, sentence)
        return self._writer.quads

    def _run_itself(self) -> None:
        add, diagnosis, here = self._writer.add, self._diagnosis, self._activity
        trust, method = diagnosis.organisation, diagnosis.method
        agent = known(f"software/rcagraph-{method.version}")
        self._writer.typed(agent, SOFTWARE_AGENT)
        add(agent, TITLE, english("rcagraph"))
        add(agent, names.VERSION_INFO, method.version)
        self._writer.typed(here, names.DIAGNOSIS)
        add(here, ASSOCIATED_WITH, agent)
        add(here, USED, *map(NamedNode, (ONTOLOGY_GRAPH, HYPOTHESES_GRAPH)))
        for part in ("observations", "evidence"):
            graph = run_graph(trust.code, diagnosis.as_of, part)
            add(here, USED, NamedNode(graph))
        add(here, names.OF_ORGANISATION, known(f"organisation/{trust.code}"))
        add(here, names.AS_OF, day_of(diagnosis.as_of))
        add(here, names.UNEXPLAINED, number(diagnosis.unexplained))
        add(
            here,
            DESCRIPTION,
            ENTITY,
            f"Ontology {method.ontology_version}, {method.hypotheses} hypotheses, "
            f"{method.links} links, strengths by {method.strengths}"
            f"{_without(method)}; "
            f"{method.engine} inference over {method.quarters} quarters; "
            f"{method.draws} draws, seed {method.seed}; "
            f"{method.observations} observations read.",
        )
        for peer in diagnosis.evidence.peers:
            add(here, names.PEER, known(f"organisation/{peer.code}"))

    def _summary(self) -> None:
        """Write the sentence that sums up, derived from the findings it names."""
        diagnosis, here = self._diagnosis, known(f"{self._run}/summary")
        self._writer.typed(here, ENTITY)
        self._writer.add(here, GENERATED_BY, self._activity)
        self._writer.add(here, names.SENTENCE, summary_sentence(diagnosis))
        main = [each for each in diagnosis.drivers if each.contribution > 0][:3]
        sure = [e for e in diagnosis.drivers if e.verdict is Verdict.SUPPORTED]
        named = [each.node.id for each in observed(diagnosis.symptoms)]
        for node in (*named, *(each.node.id for each in (*main, *sure))):
            self._writer.add(here, DERIVED_FROM, self._finding(node))

    def _finding(self, node: str) -> NamedNode:
        return known(f"{self._run}/finding/{node}")

    def _belief(self, node: str, belief: float) -> None:
        """Write what is believed of a node, and the evidence about the node itself."""
        here, evidence = self._finding(node), self._diagnosis.evidence
        self._writer.typed(here, names.FINDING)
        self._writer.add(here, names.ABOUT, known(node))
        trust = known(f"organisation/{evidence.organisation}")
        self._writer.add(here, names.OF_ORGANISATION, trust)
        self._writer.add(here, GENERATED_BY, self._activity)
        self._writer.add(here, names.BELIEF, number(belief))
        if node in evidence.weights:
            weight = number(evidence.weights[node])
            self._writer.add(here, names.COMBINED_WEIGHT, weight)
        for entry in evidence.entries.get(node, ()):
            self._writer.add(here, DERIVED_FROM, self._evidence(entry))

    def _evidence(self, entry: Entry) -> NamedNode:
        return known(f"{self._run}/evidence/{entry.id}")

    def _driver(self, driver: RankedDriver) -> None:
        here, add = self._finding(driver.node.id), self._writer.add
        if driver.node.id not in self._diagnosis.beliefs:
            self._belief(driver.node.id, driver.belief)
        for prop, value in (
            (names.PRIOR, driver.prior),
            (names.CONTRIBUTION, driver.contribution),
            (names.CONTRIBUTION_LOW, driver.contribution_low),
            (names.CONTRIBUTION_HIGH, driver.contribution_high),
            (names.TOP_THREE, driver.top_three),
        ):
            add(here, prop, number(value))
        for prop, place in (
            (names.RANK, driver.rank),
            (names.RANK_LOW, driver.rank_low),
            (names.RANK_HIGH, driver.rank_high),
        ):
            add(here, prop, whole(place))
        add(here, names.CONFIDENCE, str(driver.confidence))
        add(here, names.VERDICT, str(driver.verdict))
        add(here, names.REASON, driver.reason)
        add(here, names.SENTENCE, verdict_words(driver))
        if driver.trajectory is not None:
            add(here, names.SENTENCE, trajectory_words(driver.trajectory))
        for entry in driver.ledger:
            self._ledger(here, driver.node.id, entry)
        for place, path in enumerate(driver.paths, start=1):
            self._path(here, f"{driver.node.id}/path/{place}", path)

    def _ledger(self, finding: NamedNode, driver: str, entry: LedgerEntry) -> None:
        add = self._writer.add
        part = f"{driver}/ledger/{entry.about}/{entry.evidence_id}"
        here = self._finding(part)
        add(finding, DERIVED_FROM, here)
        self._writer.typed(here, names.LEDGER_ENTRY)
        add(here, names.ABOUT, known(entry.about))
        add(here, names.MOVES, number(entry.decibans))
        add(here, names.SENTENCE, evidence_words(entry, self._diagnosis))
        entries = self._diagnosis.evidence.entries.get(entry.about, ())
        for each in entries:
            if _belongs(each, entry.evidence_id):
                add(here, DERIVED_FROM, self._evidence(each))

    def _path(self, finding: NamedNode, name: str, path: CreditPath) -> None:
        add, here = self._writer.add, self._finding(name)
        add(finding, names.HAS_PATH, here)
        self._writer.typed(here, names.CREDIT_PATH)
        add(here, names.SHARE, number(path.share))
        words = f"{path_words(path, self._diagnosis)} ({path_support(path)})"
        add(here, names.SENTENCE, words)
        for pair in pairwise(path.nodes):
            add(here, DERIVED_FROM, *map(known, self._claims.get(pair, ())))

    def _loop(self, loop: LoopFinding) -> None:
        add, nodes = self._writer.add, self._diagnosis.ontology.nodes
        here = known(f"{self._run}/loop/{'-'.join(loop.nodes)}")
        self._writer.typed(here, names.LOOP_FINDING)
        add(here, TITLE, english(loop.name) if loop.name else None)
        turn = " → ".join(nodes[each].label for each in (*loop.nodes, loop.nodes[0]))
        add(here, names.SENTENCE, turn)
        add(here, names.MEMBER, *map(known, loop.nodes))
        add(here, names.GAIN, number(loop.gain))
        add(here, names.LAG_DAYS, number(loop.lag_days))
        add(here, names.TURNING, flag(value=loop.turning))
        add(here, names.WEAKEST, known(loop.weakest))
        for pair in pairwise((*loop.nodes, loop.nodes[0])):
            add(here, DERIVED_FROM, *map(known, self._claims.get(pair, ())))

    def _enquiry(self, rank: int, ranked: RankedEnquiry) -> None:
        add, asked = self._writer.add, ranked.enquiry
        here = known(f"{self._run}/enquiry/{ranked.hypothesis}/{asked.id}")
        self._writer.typed(here, names.RANKED_ENQUIRY)
        declared = known(f"hypothesis/{ranked.hypothesis}/enquiry/{asked.id}")
        add(here, names.OF_ENQUIRY, declared)
        add(here, names.ABOUT, known(ranked.node.id))
        add(here, names.RANK, whole(rank))
        add(here, names.SHIFT, number(ranked.shift))
        add(here, names.BITS, number(ranked.bits))
        add(here, names.CHANGES_TOP_THREE, number(ranked.changes_top_three))
        add(here, names.REASON, ranked.reason)
        add(here, names.SENTENCE, asked.question)


def _without(method: Method) -> str:
    left_out = ", ".join(method.without)
    return f", without claims that are {left_out}" if left_out else ""


def _belongs(entry: Entry, evidence_id: str) -> bool:
    """Whether an entry is the evidence named: a test, or a lens of a metric."""
    own = len(entry.metrics) == 1 and entry.id.startswith(f"{evidence_id}/")
    return entry.id == evidence_id or own


def _claims(diagnosis: Diagnosis, library: Library) -> Mapping[Pair, list[str]]:
    """Return (cause, effect) → the names of the claims that the graph was made of."""
    links = diagnosis.graph.link_index
    found: dict[Pair, list[str]] = {}
    for located in library.hypotheses:
        said = located.hypothesis
        for link, name in zip(said.links, link_names(said), strict=True):
            pair = link.cause, node_acted_on(link.effect, diagnosis.ontology)
            claims = links[pair].claims if pair in links else ()
            if (said.id, link.evidence) in {(c.hypothesis, c.evidence) for c in claims}:
                found.setdefault(pair, []).append(name)
    return found
