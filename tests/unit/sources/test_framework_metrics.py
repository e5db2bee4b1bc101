"""Every metric that an oversight framework uses is in the ontology."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rcagraph.vocabulary.terms import Metric, Ontology, Polarity

SHARED = Path(__file__).parents[4] / "shared"
SEED = SHARED / "seeds" / "004-draft-performance-assessment-framework.txt"
PUBLISHED = SHARED / "data" / "publications" / "nof"

ACUTE = {"Acute trust"}
MENTAL = {"Mental health and community trust"}
AMBULANCE = {"Ambulance trust"}
TRUSTS = ACUTE | MENTAL | AMBULANCE
BOARD = {"Integrated care board"}
ORGANISATIONS = {
    "I": BOARD,
    "A": ACUTE,
    "M": MENTAL,
    "Q": AMBULANCE,
    "T": TRUSTS,
    "N": MENTAL | AMBULANCE,
    "IA": BOARD | ACUTE,
    "IT": BOARD | TRUSTS,
    "AM": ACUTE | MENTAL,
}
# Table of Annex A of the draft framework → whom each of its rows is about. The
# ontology knows one type of trust for mental health and community services.
ANNEX = {
    3: "I A A A I A A I A A Q I M I I I",
    4: "IT IT IT IA N",
    5: "I I I I AM A IA M Q M I I I I I AM I I T A I I",
    6: ("IT T A A A I I I I A A M M I M M A M IT I IT IT T I I I I I I A A A M M"),
    7: "I I I I I I",
}
ROWS = {
    f"{table}.{place:02}": ORGANISATIONS[whom]
    for table, row in ANNEX.items()
    for place, whom in enumerate(row.split(), start=1)
}
SPELT = {
    "Integrated Care Boards": "I",
    "Acute trusts": "A",
    "Mental health trusts": "M",
    "Community trusts": "M",
    "Ambulance trusts": "Q",
    "All trusts": "T",
    "All trust types": "T",
    "All non-acute trusts": "N",
    "Integrated Care Boards and all trusts": "IT",
    "Integrated Care Boards and acute trusts": "IA",
    "Integrated Care Boards and Acute trusts": "IA",
    "Acute and community trusts": "AM",
    "Acute and mental health trusts": "AM",
}
# Ids of the oversight framework 2025/26 that were found in published files, in its
# technical specification or in trusts' papers.
OFFICIAL = {
    "OF0005",
    "OF0010",
    "OF0011",
    "OF0013",
    "OF0014",
    "OF0016",
    "OF0017",
    "OF0020",
    "OF0023",
    "OF0028",
    "OF0041",
    "OF0047",
    "OF0048",
    "OF0057",
    "OF0061",
    "OF0063",
    "OF0079",
    "OF0080",
    "OF0081",
    "OF0082",
    "OF0084",
    "OF0085",
    "OF0086",
    "OF0088",
    "OF0106",
    "OF1035",
    "OF1067",
    "OF1080",
    "OF4000",
    "OF4002",
    "OF4003",
    "OF4004",
    "OF4005",
    "OF4100",
    "OF4102",
    "OF4103",
    "OF4104",
    "OF4105",
    "OF5000",
    "OF5002",
    "OF5003",
    "OF5004",
    "OF5005",
    "OF5007",
}


def rows_of_seed(text: str) -> Iterator[tuple[str, str]]:
    """Yield row of the annex and whom it is about, in the draft's own words."""
    for table in ANNEX:
        part = re.split(rf"\nTable {table}: ", text)[1]
        part = re.split(r"\n(?:Table \d+:|Annex B:)", part)[0]
        cells = [line.split("\t") for line in part.splitlines() if "\t" in line]
        for place, (_, metric, *whom) in enumerate(cells[1:], start=1):
            assert metric
            yield f"{table}.{place:02}", whom[0] if whom else "Integrated Care Boards"


def by_row(ontology: Ontology, row: str) -> list[Metric]:
    return [each for each in ontology.metrics.values() if row in each.annex_rows]


def test_list_of_rows_is_that_of_the_draft_framework() -> None:
    if not SEED.is_file():
        pytest.skip("the draft framework is not beside the repository")
    found = dict(rows_of_seed(SEED.read_text(encoding="utf-8")))
    assert {row: ORGANISATIONS[SPELT[whom.strip()]] for row, whom in found.items()} == (
        ROWS
    )


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_annex_is_a_metric_of_its_organisations(
    ontology: Ontology, row: str
) -> None:
    covering = by_row(ontology, row)
    assert covering
    assert ROWS[row] <= {kind for metric in covering for kind in metric.applies_to}


def test_no_metric_names_a_row_that_is_not_there(ontology: Ontology) -> None:
    named = {row for each in ontology.metrics.values() for row in each.annex_rows}
    assert named == set(ROWS)


def test_three_infections_share_one_row(ontology: Ontology) -> None:
    assert len(by_row(ontology, "6.05")) == 3


def test_every_known_official_id_is_a_notation(ontology: Ontology) -> None:
    notations = {word for each in ontology.metrics.values() for word in each.notations}
    assert notations == OFFICIAL


def test_published_files_hold_no_unknown_metric() -> None:
    files = sorted(PUBLISHED.glob("*.csv.gz"))
    if not files:
        pytest.skip("the published figures are not beside the repository")
    ids = set()
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as lines:
            ids |= {row["Metric_ID"] for row in csv.DictReader(lines)}
    # OF1xxx is the score of metric OF0xxx.
    scored = {each for each in ids if f"OF0{each[3:]}" in OFFICIAL}
    assert scored
    assert ids - scored <= OFFICIAL


def test_every_metric_says_whom_it_is_about(ontology: Ontology) -> None:
    for metric in ontology.metrics.values():
        assert set(metric.applies_to) <= BOARD | TRUSTS
        assert metric.applies_to, metric.id


def test_a_step_is_stated_for_ratings_and_yes_or_no_only(ontology: Ontology) -> None:
    stepped = {each.id: each.step for each in ontology.metrics.values() if each.step}
    assert stepped == {
        "cqc_overall_rating": 1,
        "cqc_safe_rating": 1,
        "cqc_well_led_rating": 1,
        "merged_within_five_years": 0.5,
        "nof_cqc_community_mh_survey_score": 1,
    }
    assert all(
        ontology.metrics[name].polarity is Polarity.HIGH_IS_BAD for name in stepped
    )
