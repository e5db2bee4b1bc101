from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.view import diagnosis_view
from rcagraph.graph.selection_text import parse_selection
from rcagraph.outputs.text import diagnosis_text
from rcagraph.outputs.wording import shown_contributions


def test_the_whole_text(diagnosis: Diagnosis, snapshot: SnapshotAssertion) -> None:
    text = diagnosis_text(diagnosis, top=2)
    assert text.startswith("Three Rivers NHS Foundation Trust (RZZ)\n")
    assert text == snapshot


@pytest.mark.parametrize("width", [60, 100, 140])
def test_no_line_is_longer_than_the_width(diagnosis: Diagnosis, width: int) -> None:
    text = diagnosis_text(diagnosis, width=width)
    assert max(map(len, text.splitlines())) <= width


def test_top_limits_drivers_and_enquiries_and_tells_the_rest(
    diagnosis: Diagnosis,
) -> None:
    text = diagnosis_text(diagnosis, top=3)
    assert text.count("     verdict ") == text.count("     request ") == 3
    assert "17 further drivers: 43.0%" in text
    assert "(3 of 14 unresolved)" in text


def test_missing_metrics_are_counted_and_not_read_as_health(
    diagnosis: Diagnosis,
) -> None:
    text = diagnosis_text(diagnosis)
    assert f"MISSING: {len(diagnosis.missing)} of" in text
    assert "none is read as a sign of health" in " ".join(text.split())


def test_leadership_is_told_as_a_prompt(diagnosis: Diagnosis) -> None:
    assert "leadership (prompt for enquiry" in diagnosis_text(diagnosis)


def test_a_healthy_trust_gets_a_text_too(healthy_diagnosis: Diagnosis) -> None:
    text = diagnosis_text(healthy_diagnosis)
    assert "links now turning: 0" in text
    assert "against       nothing" in text


def test_a_view_tells_what_it_leaves_out(diagnosis: Diagnosis) -> None:
    view = diagnosis_view(diagnosis, parse_selection("class:structural exitblock"))
    text = diagnosis_text(diagnosis, view)
    kinds = [each.node.driver_class for each in diagnosis.drivers]
    shown = kinds.count("structural")  # type: ignore[arg-type]
    assert text.count("     verdict ") == shown
    shares, _ = shown_contributions(diagnosis)
    gone = sum(share for name, share in shares.items() if name[:4] != "str_")
    assert f"{len(kinds) - shown} drivers left out: {gone:.1%}" in text
    assert "links now turning: 1" in text
    asked = [e for e in diagnosis.enquiries if e.node.driver_class == "structural"]
    assert f"({len(asked)} of {len(asked)} unresolved)" in text
