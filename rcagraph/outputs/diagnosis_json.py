"""A diagnosis as JSON: everything that was concluded and all that it rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from rcagraph.evidence.records import MetricEvidence, TestEvidence
from rcagraph.findings.answered import Answered
from rcagraph.findings.diagnosis import Diagnosis, RankedDriver, RankedEnquiry
from rcagraph.graph.causal_graph import CausalLink
from rcagraph.outputs import diagnosis_document as document
from rcagraph.outputs.plain_json import json_text
from rcagraph.outputs.wording import ATTRIBUTION
from rcagraph.vocabulary.terms import Metric, Node


def diagnosis_json(diagnosis: Diagnosis) -> str:
    """Write a diagnosis as JSON: the same diagnosis, the same bytes.

    Fields stand in the order of the schema and maps in the order of their keys;
    numbers have six significant digits.
    """
    parts = _document(diagnosis).model_dump(mode="json", by_alias=True)
    return json_text(parts)


def diagnosis_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of ``diagnosis_json``."""
    schema = document.DiagnosisDocument.model_json_schema(mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(dialect | schema, ensure_ascii=False, indent=2) + "\n"


def _document(diagnosis: Diagnosis) -> document.DiagnosisDocument:
    evidence, graph = diagnosis.evidence, diagnosis.graph
    known = {**diagnosis.ontology.nodes, **graph.nodes}
    return document.DiagnosisDocument.model_validate(
        {
            "schema": document.SCHEMA,
            "organisation": asdict(diagnosis.organisation),
            "as_of": diagnosis.as_of,
            "method": asdict(diagnosis.method),
            "quarters": _quarters(diagnosis),
            "drivers": [_driver(each) for each in diagnosis.drivers],
            "unexplained": diagnosis.unexplained,
            "class_shares": dict(sorted(diagnosis.class_shares.items())),
            "symptoms": [
                {"id": each.node.id, "belief": each.belief, "severity": each.severity}
                for each in diagnosis.symptoms
            ],
            "loops": [asdict(each) for each in diagnosis.loops],
            "enquiries": [_enquiry(each) for each in diagnosis.enquiries],
            "answered": _answered(diagnosis.answered),
            "missing_metrics": [asdict(each) for each in diagnosis.missing],
            "peers": [asdict(each) for each in evidence.peers],
            "metrics": {
                name: _metric(diagnosis.ontology.metrics[name], found)
                for name, found in sorted(evidence.metrics.items())
            },
            "tests": [_test(each) for each in evidence.tests],
            "nodes": {
                name: _node(node, diagnosis) for name, node in sorted(known.items())
            },
            "links": [_link(each) for each in graph.links],
            "feedback_links": [
                (each.cause, each.effect) for each in diagnosis.feedback
            ],
            "attribution": ATTRIBUTION,
        }
    )


def _driver(driver: RankedDriver) -> dict[str, object]:
    standing = asdict(driver)
    del standing["node"]
    ledger = [
        {
            "evidence": each.evidence_id,
            "about": each.about,
            "decibans": each.decibans,
            "note": each.note,
        }
        for each in driver.ledger
    ]
    if driver.trajectory is not None:
        del standing["trajectory"]["days"]
    return standing | {"id": driver.node.id, "ledger": ledger}


def _quarters(diagnosis: Diagnosis) -> Sequence[date]:
    known = (each.trajectory for each in diagnosis.drivers if each.trajectory)
    return next((each.days for each in known), ())


def _enquiry(ranked: RankedEnquiry) -> dict[str, object]:
    asked = ranked.enquiry
    return {
        "hypothesis": ranked.hypothesis,
        "id": asked.id,
        "about": ranked.node.id,
        "question": asked.question,
        "ask": asked.ask,
        "request": asked.request,
        "settles": asked.settles,
        "belief": ranked.belief,
        "bits": ranked.bits,
        "changes_top_three": ranked.changes_top_three,
        "reason": ranked.reason,
        "shift": ranked.shift,
        "also": ranked.also,
        "unsettled": ranked.unsettled,
    }


def _answered(answered: Answered) -> dict[str, object]:
    return {
        "answers": [
            each.answer.model_dump(exclude={"format", "organisation"})
            | {"weight": each.weight}
            for each in answered.answers
        ],
        "accepted": [
            {
                "about": each.node,
                "present": each.present,
                "reviews": [said.answer.id for said in each.reviews],
            }
            for each in answered.accepted
        ],
        "conflicts": [
            {"about": each.node, "answers": [said.answer.id for said in each.answers]}
            for each in answered.conflicts
        ],
        "moved": [
            {
                "id": each.node.id,
                "belief_before": each.belief_before,
                "belief_after": each.belief_after,
                "rank_before": each.rank_before,
                "rank_after": each.rank_after,
                "contribution_before": each.contribution_before,
                "contribution_after": each.contribution_after,
            }
            for each in answered.moved
        ],
    }


def _metric(metric: Metric, found: MetricEvidence) -> dict[str, object]:
    return {
        "label": metric.label,
        "unit": metric.unit,
        "polarity": metric.polarity,
        "domain": metric.domain,
        "publication": metric.publication,
        "indicates": metric.indicates,
        "reliability": metric.reliability,
        "observation": asdict(found.observation) if found.observation else None,
        "readings": [asdict(each) for each in found.readings],
        "missing": found.missing,
        "quality": found.quality,
        "doubts": found.doubts,
    }


def _test(test: TestEvidence) -> dict[str, object]:
    record = asdict(test)
    record["id"] = record.pop("test")
    return record


def _node(node: Node, diagnosis: Diagnosis) -> dict[str, object]:
    entries = diagnosis.evidence.entries.get(node.id, ())
    return {
        "label": node.label,
        "kind": node.kind,
        "driver_class": node.driver_class,
        "domain": node.domain,
        "definition": node.definition,
        "belief": diagnosis.beliefs.get(node.id),
        "weight": diagnosis.evidence.weights.get(node.id, 0.0),
        "evidence": [
            {
                "id": each.id,
                "weight": each.weight,
                "metrics": each.metrics,
                "note": each.note,
            }
            for each in entries
        ],
    }


def _link(link: CausalLink) -> dict[str, object]:
    return asdict(link) | {"contested": link.contested}
