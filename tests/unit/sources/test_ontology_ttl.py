from __future__ import annotations

import csv
import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest

from rcagraph.sources import bundled
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import (
    DriverClass,
    Lens,
    NodeKind,
    Ontology,
    Polarity,
)

SHARED = Path(__file__).parents[4] / "shared"
NO_FIGURES_YET = {
    "agency_pct_of_paybill",
    "cqc_inpatient_survey_score",
    "cqc_maternity_survey_score",
    "cqc_safe_rating",
    "emergency_readmission_30d_pct",
    "leaver_rate_pct",
    "mh_ed_over_12h_pct",
    "mh_out_of_area_bed_days",
    "national_cost_index",
    "perinatal_mortality_rate",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled.ontology_folder(), tmp_path / "ontology"))


def test_shipped_ontology_has_the_drivers_states_and_symptoms_of_the_field(
    ontology: Ontology,
) -> None:
    kinds = [node.kind for node in ontology.nodes.values()]
    assert kinds.count(NodeKind.DRIVER) == 87
    assert kinds.count(NodeKind.STATE) == 34
    assert kinds.count(NodeKind.SYMPTOM) == 34
    classes = [driver.driver_class for driver in ontology.drivers()]
    assert [classes.count(each) for each in DriverClass] == [32, 19, 20, 16]
    assert ontology.version == "0.1.0"


def test_nodes_match_the_collected_knowledge(ontology: Ontology) -> None:
    table = SHARED / "knowledge" / "causal_knowledge.csv"
    if not table.is_file():
        pytest.skip("the collected knowledge is not beside the repository")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {row["cause_id"] for row in rows} | {row["effect_id"] for row in rows}
    assert {name for name in known if not name.startswith("m_")} == set(ontology.nodes)
    for row in rows:
        if row["driver_class"]:
            assert ontology.nodes[row["cause_id"]].driver_class == row["driver_class"]


def test_every_published_metric_is_defined_with_its_unit(ontology: Ontology) -> None:
    table = SHARED / "data" / "observations.csv.gz"
    if not table.is_file():
        pytest.skip("the collected figures are not beside the repository")
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        units = {row["metric_id"]: row["unit"] for row in csv.DictReader(file)}
    assert len(units) == 110
    assert units == {name: ontology.metrics[name].unit for name in units}


def test_every_example_metric_is_defined_with_its_unit(ontology: Ontology) -> None:
    table = bundled.examples_folder() / "england" / "observations.csv.gz"
    if not table.is_file():
        pytest.skip("the England example has not been built")
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        units = {row["metric_id"]: row["unit"] for row in csv.DictReader(file)}
    assert units == {name: ontology.metrics[name].unit for name in units}
    assert NO_FIGURES_YET.isdisjoint(units)


def test_terms_come_in_id_order(ontology: Ontology) -> None:
    assert list(ontology.nodes) == sorted(ontology.nodes)
    assert list(ontology.metrics) == sorted(ontology.metrics)


def test_a_metric_carries_all_that_the_turtle_says(ontology: Ontology) -> None:
    metric = ontology.metrics["ae_4hr_all_pct"]
    assert metric.polarity is Polarity.HIGH_IS_GOOD
    assert (metric.indicates, metric.reliability) == ("s_edcrowding", 0.8)
    assert metric.notations == ("OF0013",)
    assert (metric.frequency, metric.fresh_months) == ("monthly", 15)
    assert metric.publication == "A&E attendances and emergency admissions"
    assert metric.domain == "Urgent and emergency care"
    assert set(ontology.metrics) >= NO_FIGURES_YET


@pytest.mark.parametrize(
    ("metric", "day", "value"),
    [
        ("ae_4hr_all_pct", date(2023, 3, 31), 95),
        ("ae_4hr_all_pct", date(2026, 3, 31), 78),
        ("ae_4hr_all_pct", date(2026, 4, 30), 82),
        ("ae_4hr_all_pct", date(2027, 4, 30), 95),
        ("rtt_18wk_pct", date(2025, 3, 31), 92),
        ("rtt_18wk_pct", date(2025, 4, 30), 60),
        ("rtt_18wk_pct", date(2026, 6, 30), 65),
        ("cancer_62d_pct", date(2025, 6, 30), 75),
        ("dm01_6wk_pct", date(2025, 6, 30), 1),
        ("amb_c2_mean_min", date(2026, 4, 30), 25),
        ("cqc_overall_rating", date(2026, 6, 30), 2),
    ],
)
def test_plan_of_the_year_stands_before_the_constitution(
    ontology: Ontology, metric: str, day: date, value: float
) -> None:
    standard = ontology.metrics[metric].standard_on(day)
    assert standard is not None
    assert standard.value == value


def test_old_cancer_standard_ends_with_its_metric(ontology: Ontology) -> None:
    metric = ontology.metrics["cancer_62d_urgent_gp_pct"]
    assert metric.standard_on(date(2023, 9, 30)) is not None
    assert metric.standard_on(date(2023, 10, 31)) is None


def test_a_metric_knows_whether_it_shows_a_driver(ontology: Ontology) -> None:
    metrics = ontology.metrics
    assert metrics["catchment_deprivation_score"].of_driver
    assert not metrics["cancer_62d_urgent_gp_pct"].of_driver


def test_constants_are_those_of_the_words(ontology: Ontology) -> None:
    constants = ontology.constants
    assert constants.strengths == {"weak": 0.15, "moderate": 0.4, "strong": 0.7}
    assert constants.probabilities["almost-certain"] == 0.95
    assert constants.lag_days["1-2 years"] == 550
    assert constants.persistence[DriverClass.STRUCTURAL] == 0.98
    assert set(constants.priors) == set(DriverClass)
    assert constants.concentration["expert-prior"] == 8
    assert constants.lenses[Lens.STANDARD].slope == 1.0
    assert (constants.repeat, constants.direct) == (0.05, 3.0)
    assert (constants.confirmed, constants.refuted) == (0.75, 0.25)


def test_events_say_what_they_disturb(ontology: Ontology) -> None:
    events = {event.id: event for event in ontology.events}
    assert events["pandemic"].metrics == ()
    assert events["cancer_standards_2023"].start == date(2023, 10, 1)
    assert "cancer_62d_pct" in events["cancer_standards_2023"].metrics


def test_named_loops_keep_the_order_of_causes(ontology: Ontology) -> None:
    loops = {loop.id: loop for loop in ontology.loops}
    assert len(loops) == 20
    assert loops["loop-03"].nodes == ("i_occupancy", "s_outliers", "s_longlos")
    assert all(set(loop.nodes) <= set(ontology.nodes) for loop in ontology.loops)


def test_reading_twice_gives_the_same(ontology: Ontology, copy: Path) -> None:
    assert read_ontology(copy) == ontology


def test_file_names_do_not_matter(ontology: Ontology, copy: Path) -> None:
    (copy / "rcagraph.ttl").rename(copy / "a.ttl")
    (copy / "drivers.ttl").rename(copy / "z.ttl")
    assert read_ontology(copy) == ontology
