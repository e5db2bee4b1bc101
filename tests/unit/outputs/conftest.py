"""A made-up trust with every kind of finding, so that no output needs real figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest

from rcagraph.evidence.records import (
    Entry,
    MetricEvidence,
    OrganisationEvidence,
    Outcome,
    Peer,
    Reading,
    TestEvidence,
)
from rcagraph.findings.diagnosis import (
    Confidence,
    CreditPath,
    Diagnosis,
    LedgerEntry,
    LoopFinding,
    Method,
    MissingMetric,
    RankedDriver,
    RankedEnquiry,
    SymptomFinding,
    Verdict,
)
from rcagraph.graph.causal_graph import CausalGraph, CausalLink, Claim
from rcagraph.hypotheses.hypothesis import Enquiry
from rcagraph.observations.organisation import Organisation, Succession
from rcagraph.observations.table import Observation
from rcagraph.vocabulary.terms import (
    Constants,
    DriverClass,
    Lens,
    LensConstants,
    Metric,
    Node,
    NodeKind,
    Ontology,
    Polarity,
)

DAY = date(2026, 6, 30)
HOSTILE = (
    """<script>alert(1)</script>"; alert(2)//' onload=alert(3) """
    """{{7*7}} </title>"""
)
FORMULA = '=HYPERLINK("http://example.invalid";"open")'

# id, label; the prefix gives kind and class.
NODES = """
ops_discharge    Weak internal discharge processes (decisions, medicines, transport)
ops_sevenday     Senior review and ward rounds not held seven days a week
ops_bedmgmt      Poor bed management, site control and escalation
ops_specialty    Slow specialty response to the emergency department
ops_sdec         Same-day emergency care not developed
ops_handover     Poor ambulance handover at the hospital
ops_theatres     Low theatre use and few day cases
ops_vacancy      Many posts not filled substantively
ops_rostering    Weak control of rosters and temporary staff
stg_socialcare   Not enough adult social care (at home and in care homes)
stg_rehab        Not enough community rehabilitation and intermediate care
stg_gp           Poor access to general practice
stg_transfer     Transfer-of-care function commissioned in parts
stg_nohub        No elective capacity kept apart in the system
str_beds         General and acute beds too few for need
str_estate       Estate in poor condition with a long maintenance backlog
str_frailty      Old and frail population
str_imaging      Too few scanners, and old ones
ldr_churn        Turnover and interim posts at board level
ldr_engagement   Low staff engagement and voice
i_delay          Delayed discharge (no criteria to reside)
i_occupancy      Bed occupancy above safe level
i_exitblock      Exit block: patients admitted on paper wait for beds
i_demand         High emergency attendance and admission
i_hourslost      Ambulance crew hours lost at handover
i_gaps           Rota gaps and shifts not filled
i_burnout        Burnout and low morale
i_premium        Premium pay rates
i_slow           Slow, inconsistent decisions
s_crowding       Crowding in the emergency department
s_queue          Ambulances queue at the hospital
s_longstay       Long length of stay
s_cancelled      Elective operations cancelled
s_backlog        Growing elective waiting list
s_longwaits      Very long elective waits
s_diagnostics    Diagnostic backlog
s_agency         High agency spend
s_sickness       High sickness absence
s_deficit        In-year deficit
"""

# cause, effect, strength, F for a feedback link, C for a contested one.
LINKS = """
ops_discharge i_delay 0.7
ops_discharge s_longstay 0.4
ops_sevenday s_longstay 0.4
ops_bedmgmt i_exitblock 0.4
ops_specialty i_exitblock 0.4 C
ops_specialty s_crowding 0.15
ops_sdec i_occupancy 0.4
ops_handover s_queue 0.4
ops_theatres s_backlog 0.4
ops_vacancy i_gaps 0.7
ops_rostering s_agency 0.4
stg_socialcare i_delay 0.7
stg_rehab i_delay 0.4
stg_rehab i_occupancy 0.15
stg_gp i_demand 0.4
stg_transfer i_delay 0.4
stg_nohub s_cancelled 0.4
str_beds i_occupancy 0.7
str_estate s_cancelled 0.15
str_frailty i_demand 0.4
str_imaging s_diagnostics 0.7
ldr_churn i_slow 0.4
ldr_engagement i_burnout 0.4
i_slow ops_discharge 0.15
i_delay i_occupancy 0.7
i_occupancy i_exitblock 0.7
i_exitblock s_crowding 0.7
i_demand s_crowding 0.4
s_crowding s_queue 0.7
s_queue i_hourslost 0.7
s_crowding s_longstay 0.4
s_longstay i_occupancy 0.4 F
i_occupancy s_cancelled 0.7
s_cancelled s_backlog 0.4
s_backlog s_longwaits 0.7
s_diagnostics s_longwaits 0.4
i_gaps s_agency 0.7
i_gaps i_burnout 0.4
i_burnout s_sickness 0.4
s_sickness i_gaps 0.4 F
i_gaps s_cancelled 0.15
s_agency i_premium 0.7
i_premium s_deficit 0.4
s_cancelled s_deficit 0.15 C
"""

SEVERITIES = {
    "s_crowding": 0.92,
    "s_queue": 0.71,
    "s_longstay": 0.48,
    "s_longwaits": 0.66,
    "s_backlog": 0.35,
    "s_cancelled": 0.2,
    "s_deficit": 0.81,
    "s_agency": 0.0,
    "s_sickness": 0.12,
    "s_diagnostics": None,
}
CLASSES = {
    "ops": DriverClass.OPERATIONAL,
    "stg": DriverClass.STRATEGIC,
    "str": DriverClass.STRUCTURAL,
    "ldr": DriverClass.LEADERSHIP,
}
KINDS = {"i": NodeKind.STATE, "s": NodeKind.SYMPTOM}


def synthetic_diagnosis(*, hostile: bool = False) -> Diagnosis:
    """Put a diagnosis together; a hostile one carries script in every text."""
    nodes = _nodes(hostile=hostile)
    graph = CausalGraph(nodes=nodes, links=_links(hostile=hostile))
    metrics = _metrics(nodes, hostile=hostile)
    evidence = _evidence(metrics)
    beliefs = {name: _spread(place, 0.93) for place, name in enumerate(nodes)}
    beliefs["i_occupancy"] = beliefs["i_exitblock"] = beliefs["s_crowding"] = 0.97
    drivers = _drivers(graph, evidence, beliefs)
    return Diagnosis(
        organisation=_organisation(hostile=hostile),
        as_of=DAY,
        drivers=drivers,
        unexplained=1.0 - sum(each.contribution for each in drivers),
        class_shares={
            kind.value: sum(
                each.contribution for each in drivers if each.node.driver_class is kind
            )
            for kind in DriverClass
        },
        symptoms=tuple(
            SymptomFinding(node=nodes[name], belief=beliefs[name], severity=severity)
            for name, severity in SEVERITIES.items()
        ),
        loops=_loops(),
        enquiries=_enquiries(nodes, beliefs, hostile=hostile),
        missing=tuple(
            MissingMetric(
                metric=each.metric,
                label=metrics[each.metric].label,
                node=metrics[each.metric].indicates or "",
                why=each.missing,
            )
            for each in evidence.metrics.values()
            if each.missing
        ),
        beliefs=beliefs,
        evidence=evidence,
        graph=graph,
        feedback=tuple(link for link in graph.links if link.feedback),
        ontology=Ontology(
            version="0.1", nodes=nodes, metrics=metrics, constants=_constants()
        ),
        method=Method(
            version="0.1.0",
            ontology_version="0.1",
            engine="exact",
            width=8,
            iterations=3,
            residual=1e-9,
            draws=200,
            seed=0,
            observations=4321,
            hypotheses=12,
            links=len(graph.links),
            local_claims=1,
        ),
    )


def _spread(place: int, top: float) -> float:
    """Return values that differ, fall and repeat the same way on every run."""
    return round(top * (1 - (place * 7 % 20) / 22), 4)


def _nodes(*, hostile: bool) -> dict[str, Node]:
    rows = [line.split(maxsplit=1) for line in NODES.strip().splitlines()]
    return {
        name: Node(
            id=name,
            label=f"{label} {HOSTILE}" if hostile else label,
            kind=KINDS.get(name.split("_")[0], NodeKind.DRIVER),
            definition=f"Meaning of {label.lower()}.",
            domain="flow",
            driver_class=CLASSES.get(name.split("_")[0]),
        )
        for name, label in sorted(rows)
    }


def _links(*, hostile: bool) -> tuple[CausalLink, ...]:
    links = []
    for number, line in enumerate(LINKS.strip().splitlines()):
        cause, effect, strength, *marks = line.split()
        study = f"https://example.org/study?n={number}&a=1"
        source = "expert prior" if number % 3 else study
        claim = Claim(
            hypothesis="flow",
            source=f"javascript:alert(4) {HOSTILE}" if hostile else source,
            why=f"{cause} was seen before {effect} in most places studied.",
            evidence="published" if number % 3 == 0 else "expert-prior",
            contested="One study saw no effect." if "C" in marks else "",
            place=f"flow.yaml:{10 + 7 * number}",
        )
        links.append(
            CausalLink(
                cause=cause,
                effect=effect,
                strength=float(strength),
                lag="weeks",
                lag_days=21,
                claims=(claim,),
                feedback="F" in marks,
            )
        )
    return tuple(sorted(links, key=lambda link: (link.cause, link.effect)))


def _metrics(nodes: dict[str, Node], *, hostile: bool) -> dict[str, Metric]:
    shown = [name for name in nodes if not name.startswith("ldr")]
    metrics = [
        Metric(
            id=f"m_{name}",
            label=f"Measure of {nodes[name].label.lower()}",
            unit="%" if place % 2 else "days",
            polarity=Polarity.HIGH_IS_BAD,
            domain="flow",
            publication=HOSTILE if hostile else "Made-up monthly statistics",
            frequency="monthly",
            fresh_months=6,
            indicates=name,
            reliability=0.8,
        )
        for place, name in enumerate(shown)
    ]
    return {metric.id: metric for metric in metrics}


def _evidence(metrics: dict[str, Metric]) -> OrganisationEvidence:
    found, entries = {}, {}
    for place, metric in enumerate(metrics.values()):
        node = metric.indicates
        assert node is not None
        if place % 5 == 4:
            found[metric.id] = MetricEvidence(
                metric=metric.id,
                observation=None,
                readings=(),
                missing="never published",
            )
            continue
        readings = _readings(place, metric)
        found[metric.id] = MetricEvidence(
            metric=metric.id, observation=_observation(place, metric), readings=readings
        )
        entries[node] = tuple(
            Entry(
                id=f"{metric.id}/{each.lens}",
                node=node,
                weight=each.weight,
                metrics=(metric.id,),
                note=each.note,
            )
            for each in readings
            if each.z is not None
        )
    test = TestEvidence(
        hypothesis="flow",
        test="delay-and-stay",
        node="i_delay",
        outcome=Outcome.HOLDS,
        weight=6.02,
        says="Delays and long stays rise together.",
        because="Both are adverse against peers.",
        metrics=("m_i_delay", "m_s_longstay"),
    )
    entries["i_delay"] += (
        Entry(
            id="flow/delay-and-stay",
            node="i_delay",
            weight=6.02,
            metrics=test.metrics,
            note=f"{test.says} {test.because}",
        ),
    )
    return OrganisationEvidence(
        organisation="RZZ",
        as_of=DAY,
        peers=tuple(
            Peer(code=f"R{n}Y", name=f"Peer {n} NHS Trust", distance=0.4 + n / 7)
            for n in range(6)
        ),
        metrics=found,
        tests=(test,),
        entries=entries,
        weights={
            node: round(sum(each.weight for each in of), 3)
            for node, of in entries.items()
        },
    )


def _observation(place: int, metric: Metric) -> Observation:
    return Observation(
        organisation="RZZ",
        metric=metric.id,
        period=date(2019, 3, 31) if place % 7 == 0 else date(2026, 5, 31),
        value=12.3456789 + 3 * place,
        unit=metric.unit,
        origin="Made-up monthly statistics, May 2026|example/copy",
        codes_summed=3 if place % 7 == 0 else 1,
        row=100 + place,
        numerator=1234.0 + place,
        denominator=10000.0,
    )


def _readings(place: int, metric: Metric) -> tuple[Reading, ...]:
    value, z = 12.3456789 + 3 * place, round(2.6 - place % 6, 2)
    side = "worse" if z > 0 else "better"
    return (
        Reading(
            lens=Lens.PEERS,
            z=z,
            weight=round(2.4 * z, 3),
            compared_with=value * 0.8,
            lower=value * 0.6,
            upper=value * 0.9,
            percentile=88.0,
            note=f"{metric.label}: {value:.1f}, peers {value * 0.8:.1f}, {side}.",
        ),
        Reading(
            lens=Lens.BASELINE,
            z=0.4,
            weight=0.5,
            compared_with=value * 0.95,
            slope_per_year=0.8,
            trend_p=0.04,
            pattern="shift",
            note=f"{metric.label}: seven months above its own mean.",
        ),
        Reading(
            lens=Lens.STANDARD,
            z=None,
            weight=0.0,
            compared_with=None,
            note="No standard is in force.",
        ),
    )


def _drivers(
    graph: CausalGraph, evidence: OrganisationEvidence, beliefs: dict[str, float]
) -> tuple[RankedDriver, ...]:
    names = [node.id for node in graph.of_kind(NodeKind.DRIVER)]
    # Falling shares that leave about a seventh unexplained.
    sizes = {name: 0.86 * 0.2 * 0.8**place for place, name in enumerate(names)}
    ranked = []
    for rank, name in enumerate(names, start=1):
        share = sizes[name]
        ledger = _ledger(graph, evidence, name)
        ranked.append(
            RankedDriver(
                node=graph.nodes[name],
                rank=rank,
                belief=beliefs[name],
                prior=0.15,
                contribution=share,
                contribution_low=share * 0.6,
                contribution_high=share * 1.5,
                rank_low=max(1, rank - 2),
                rank_high=rank + 3,
                top_three=round(max(0.0, 0.9 - 0.12 * rank), 3),
                confidence=list(Confidence)[rank % 3],
                verdict=list(Verdict)[rank % 3],
                reason="no test of its own could be made",
                ledger=ledger,
                paths=_paths(graph, name, share),
            )
        )
    return tuple(ranked)


def _ledger(
    graph: CausalGraph, evidence: OrganisationEvidence, driver: str
) -> tuple[LedgerEntry, ...]:
    about = [driver, *sorted(graph.whole.successors(driver))]
    return tuple(
        LedgerEntry(
            # A metric's lenses go together; a test stands by its own id.
            evidence_id=entry.id if "delay-and" in entry.id else entry.metrics[0],
            about=node,
            decibans=entry.weight,
            note=entry.note,
        )
        for node in about
        for entry in evidence.entries.get(node, ())
    )


def _paths(graph: CausalGraph, driver: str, share: float) -> tuple[CreditPath, ...]:
    reached = nx.single_source_shortest_path(graph.acyclic, driver)
    ends = [name for name in reached if name in SEVERITIES]
    return tuple(
        CreditPath(
            nodes=tuple(reached[name]), share=share / (place + 2), sources=place % 3
        )
        for place, name in enumerate(ends[:4])
    )


def _loops() -> tuple[LoopFinding, ...]:
    flow = LoopFinding(
        nodes=("i_occupancy", "i_exitblock", "s_crowding", "s_longstay"),
        name="Crowding lengthens stays",
        gain=0.08,
        lag_days=84,
        turning=True,
        weakest="s_longstay",
        weakest_belief=0.58,
    )
    strain = replace(
        flow, nodes=("i_gaps", "i_burnout", "s_sickness"), name="", turning=False
    )
    return flow, replace(strain, weakest="s_sickness", weakest_belief=0.31)


def _enquiries(
    nodes: dict[str, Node], beliefs: dict[str, float], *, hostile: bool
) -> tuple[RankedEnquiry, ...]:
    drivers = [node for node in nodes.values() if node.kind is NodeKind.DRIVER]
    return tuple(
        RankedEnquiry(
            enquiry=Enquiry(
                id=f"ask-{place}",
                about=node.id,
                question=HOSTILE
                if hostile
                else f"Is this so here: {node.label.lower()}?",
                ask="Director of operations",
                request="The last four quarterly reviews",
                settles="A plan with dates refutes it; no plan confirms it.",
            ),
            hypothesis="flow",
            node=node,
            belief=beliefs[node.id],
            bits=round(0.2 / (place + 1), 4),
            changes_top_three=0.3 / (place + 1),
            reason=("no data", "weak evidence", "conflict")[place % 3],
        )
        for place, node in enumerate(drivers[:14])
    )


def _organisation(*, hostile: bool) -> Organisation:
    return Organisation(
        code="RZZ",
        name=FORMULA if hostile else "Three Rivers NHS Foundation Trust",
        type="acute",
        subtype="Acute - Large",
        region="East of England",
        system_code="QZZ",
        system_name="Three Rivers System",
        catchment_population=812345.0,
        deprivation=21.7,
        predecessors=tuple(
            Succession(
                old_code=old, new_code="RZZ", on=date(2020, 4, 1), basis="merger"
            )
            for old in ("RZA", "RZB")
        ),
    )


def _constants() -> Constants:
    return Constants(
        strengths={"weak": 0.15, "moderate": 0.4, "strong": 0.7},
        probabilities={"likely": 0.8, "unlikely": 0.2},
        lag_days={"weeks": 21},
        priors=dict.fromkeys(DriverClass, 0.15),
        persistence=dict.fromkeys(DriverClass, 0.9),
        leak=0.05,
        concentration={"published": 20, "expert-prior": 6},
        lenses={lens: LensConstants(slope=1.0, offset=0.5) for lens in Lens},
        weight_cap=10,
        correlation=0.5,
        repeat=0.1,
        direct=3.0,
        confirmed=0.75,
        refuted=0.25,
    )


@pytest.fixture(scope="session")
def diagnosis() -> Diagnosis:
    return synthetic_diagnosis()


@pytest.fixture(scope="session")
def hostile_diagnosis() -> Diagnosis:
    return synthetic_diagnosis(hostile=True)


@pytest.fixture(scope="session")
def healthy_diagnosis() -> Diagnosis:
    """A trust in which nothing is wrong."""
    ill = synthetic_diagnosis()
    return replace(
        ill,
        drivers=tuple(
            replace(
                each,
                contribution=0.0,
                contribution_low=0.0,
                contribution_high=0.0,
                ledger=(),
                paths=(),
            )
            for each in ill.drivers
        ),
        unexplained=0.0,
        class_shares=dict.fromkeys(DriverClass, 0.0),
        symptoms=tuple(replace(each, severity=0.0) for each in ill.symptoms),
        loops=(),
        enquiries=(),
    )
