from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.diagnosis_document import DiagnosisDocument
from rcagraph.outputs.diagnosis_json import diagnosis_json, diagnosis_schema

T = TypeVar("T")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def written(diagnosis: Diagnosis) -> dict[str, Any]:
    return json.loads(diagnosis_json(diagnosis))  # type: ignore[no-any-return]


def test_the_published_schema_is_the_schema_of_what_is_written() -> None:
    published = (ROOT / "docs" / "diagnosis-schema.json").read_text(encoding="utf-8")
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "diagnosis_schema.py"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    ).stdout
    assert json.loads(published) == json.loads(made) == json.loads(diagnosis_schema())


def test_what_is_written_can_be_read_back_by_the_schema_s_own_model(
    diagnosis: Diagnosis,
) -> None:
    text = diagnosis_json(diagnosis)
    document = DiagnosisDocument.model_validate_json(text)
    again = json.dumps(
        document.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1
    )
    assert again + "\n" == text


def test_every_object_has_just_the_fields_of_the_schema(
    written: dict[str, Any],
) -> None:
    schema = json.loads(diagnosis_schema())
    assert set(written) == set(schema["required"]) == set(schema["properties"])
    for name in ("Driver", "Metric", "Link", "Node", "Enquiry", "Test"):
        part = schema["$defs"][name]
        places = {"Driver": "drivers", "Link": "links", "Enquiry": "enquiries"}
        found = written[places.get(name, f"{name.lower()}s")]
        for each in found.values() if isinstance(found, dict) else found:
            assert set(each) == set(part["required"]) == set(part["properties"])


def test_contributions_and_unexplained_make_one(written: dict[str, Any]) -> None:
    shares = [each["contribution"] for each in written["drivers"]]
    assert sum(shares) + written["unexplained"] == pytest.approx(1, abs=1e-6)


def test_numbers_have_at_most_six_digits(written: dict[str, Any]) -> None:
    def numbers(part: object) -> list[float]:
        if isinstance(part, dict):
            return [n for each in part.values() for n in numbers(each)]
        if isinstance(part, list):
            return [n for each in part for n in numbers(each)]
        return [part] if isinstance(part, float) else []

    found = numbers(written)
    assert len(found) > 100
    assert all(float(f"{number:.6g}") == number for number in found)


def test_every_name_leads_to_its_record(written: dict[str, Any]) -> None:
    nodes, metrics = written["nodes"], written["metrics"]
    for driver in written["drivers"]:
        assert nodes[driver["id"]]["kind"] == "driver"
        for entry in driver["ledger"]:
            known = {each["id"] for each in nodes[entry["about"]]["evidence"]}
            assert entry["evidence"] in known | set(metrics)
        for path in driver["paths"]:
            assert set(path["nodes"]) <= set(nodes)
    links = {(link["cause"], link["effect"]) for link in written["links"]}
    assert {tuple(pair) for pair in written["feedback_links"]} <= links


def test_the_order_of_maps_and_metrics_changes_nothing(diagnosis: Diagnosis) -> None:
    shuffled = random.Random(7)  # noqa: S311 - an order, not a secret

    def mixed(mapping: Mapping[str, T]) -> dict[str, T]:
        pairs = list(mapping.items())
        shuffled.shuffle(pairs)
        return dict(pairs)

    evidence = replace(
        diagnosis.evidence,
        metrics=mixed(diagnosis.evidence.metrics),
        entries=mixed(diagnosis.evidence.entries),
        weights=mixed(diagnosis.evidence.weights),
    )
    other = replace(
        diagnosis,
        evidence=evidence,
        beliefs=mixed(diagnosis.beliefs),
        class_shares=mixed(diagnosis.class_shares),
    )
    assert diagnosis_json(other) == diagnosis_json(diagnosis)


def test_the_licence_of_the_figures_is_named(written: dict[str, Any]) -> None:
    assert "Open Government Licence v3.0" in written["attribution"]
