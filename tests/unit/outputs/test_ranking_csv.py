from __future__ import annotations

import csv

import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.ranking_csv import COLUMNS, ranking_csv


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_one_row_for_each_organisation_and_top_driver(diagnosis: Diagnosis) -> None:
    found = rows(ranking_csv([diagnosis, diagnosis], top=4))
    assert [row["rank"] for row in found] == ["1", "2", "3", "4"] * 2
    assert tuple(found[0]) == COLUMNS
    assert found[0]["organisation"] == "RZZ"
    assert found[0]["as_of"] == "2026-06-30"
    assert found[0]["severe_symptoms"] == "8"
    assert float(found[0]["contribution"]) == pytest.approx(0.172)


def test_text_that_looks_like_a_formula_is_made_inert(
    hostile_diagnosis: Diagnosis,
) -> None:
    for row in rows(ranking_csv([hostile_diagnosis])):
        assert row["organisation_name"].startswith("'=HYPERLINK(")
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@"))


def test_no_organisations_give_a_header_only() -> None:
    assert ranking_csv([]) == ",".join(COLUMNS) + "\n"
