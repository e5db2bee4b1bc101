from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from rcagraph.evidence import quality
from rcagraph.evidence.history import EvidenceHistory, quarter_ends, weigh_history
from rcagraph.evidence.weigh import weigh
from rcagraph.hypotheses.hypothesis import Expectation, Hypothesis, Link, Test
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import (
    Event,
    Lens,
    Metric,
    Ontology,
    Polarity,
    Standard,
)

MakeMetric = Callable[..., Metric]
MakeOntology = Callable[..., Ontology]
MakeOrganisation = Callable[..., Organisation]
MakeTable = Callable[..., ObservationTable]
MonthEnds = Callable[[str, int], list[str]]

# With eleven, everybody's ten peers are the same on any day.
CODES = [f"R{n:02}" for n in range(11)]
AS_OF = date(2026, 6, 30)
QUARTERS = 12


@pytest.fixture(autouse=True)
def _gaps_raise_no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    # How far figures are trusted is judged on the last day, for all quarters.
    monkeypatch.setattr(quality, "TOLERATED_GAPS", 1.0)


@pytest.fixture
def organisations(make_organisation: MakeOrganisation) -> list[Organisation]:
    return [make_organisation(code) for code in CODES]


@pytest.fixture
def ontology(make_ontology: MakeOntology, make_metric: MakeMetric) -> Ontology:
    standard = Standard(value=80.0, name="80%", source="", start=date(2025, 1, 1))
    storm = Event(
        id="storm", label="a storm", start=date(2024, 9, 1), end=date(2024, 10, 31)
    )
    return make_ontology(
        make_metric("context", polarity=Polarity.CONTEXT),
        make_metric("copy", indicates="s_waits", polarity=Polarity.HIGH_IS_GOOD),
        make_metric("rating", frequency="annual", indicates="d_beds", reliability=0.5),
        make_metric("total", comparable=False, indicates="d_beds", fresh_months=2),
        make_metric("waits", polarity=Polarity.HIGH_IS_GOOD, standards=(standard,)),
        events=(storm,),
    )


@pytest.fixture
def table(make_table: MakeTable, month_ends: MonthEnds) -> ObservationTable:
    days = month_ends("2026-06-30", 48)
    noise = random.Random(7)  # noqa: S311 - figures, not secrets
    series: dict[tuple[str, str], dict[str, float]] = {}
    for code in CODES:
        waits = {day: 70 + noise.gauss(0, 5) for day in days if noise.random() < 0.9}
        series[code, "waits"] = waits
        # Some collections state the other's figure again, to two decimals.
        series[code, "copy"] = {
            day: round(value, 2) if noise.random() < 0.5 else noise.gauss(70, 5)
            for day, value in waits.items()
        }
        series[code, "total"] = {day: noise.gauss(900, 20) for day in days[::4]}
        series[code, "context"] = {day: noise.gauss(9, 1) for day in days}
        series[code, "rating"] = {day: noise.gauss(5, 1) for day in days[9::12]}
    return make_table(series)


@pytest.fixture
def hypothesis() -> Hypothesis:
    both = (
        Expectation(metric="waits", lens=Lens.PEERS, direction="favourable"),
        Expectation(metric="rating", lens=Lens.PEERS, direction="unremarkable"),
    )
    return Hypothesis(
        id="h",
        title="A claim",
        theme="flow",
        claim="It is so.",
        symptoms=("s_waits",),
        root_causes=("d_beds",),
        links=(
            Link(
                cause="d_beds",
                effect="s_waits",
                strength="strong",
                lag="weeks",
                evidence="published",
                source="https://example.org",
                why="It is so.",
            ),
        ),
        tests=(
            Test(
                id="t",
                says="It shows.",
                bears_on="d_beds",
                expect=both,
                if_true="likely",
                if_false="rare",
            ),
        ),
        enquiries=(),
    )


@pytest.fixture
def found(
    table: ObservationTable,
    ontology: Ontology,
    organisations: list[Organisation],
    hypothesis: Hypothesis,
) -> EvidenceHistory:
    now = weigh(table, ontology, organisations, [hypothesis], CODES, as_of=AS_OF)
    return weigh_history(
        table,
        ontology,
        organisations,
        [hypothesis],
        [now[code] for code in CODES],
        quarters=QUARTERS,
    )


def test_what_stood_is_what_a_diagnosis_on_the_day_would_weigh(
    found: EvidenceHistory,
    table: ObservationTable,
    ontology: Ontology,
    organisations: list[Organisation],
    hypothesis: Hypothesis,
) -> None:
    assert len(found.days) == QUARTERS - 1
    for quarter, day in enumerate(found.days):
        then = weigh(table, ontology, organisations, [hypothesis], CODES, as_of=day)
        expected = [
            [then[code].weights.get(node, 0.0) for node in found.nodes]
            for code in CODES
        ]
        np.testing.assert_allclose(found.standing[quarter], expected, atol=1e-9)


def test_a_yearly_figure_retires_once_however_long_it_stands(
    make_table: MakeTable,
    make_ontology: MakeOntology,
    make_metric: MakeMetric,
    organisations: list[Organisation],
) -> None:
    ontology = make_ontology(make_metric("rating", frequency="annual"))
    table = make_table(
        {
            (code, "rating"): {"2024-03-31": 1.0 * at, "2025-03-31": 1.0 * at}
            for at, code in enumerate(CODES)
        }
    )
    now = weigh(table, ontology, organisations, [], CODES, as_of=AS_OF)

    found = weigh_history(table, ontology, organisations, [], [now["R10"]], quarters=10)

    stood = found.days[np.flatnonzero(found.standing[:, 0, 0])[0] :]
    assert stood == quarter_ends(date(2026, 3, 31), 9)
    retired = [found.days[at] for at in np.flatnonzero(found.retired[:, 0, 0])]
    # The second still stands on the day of the diagnosis.
    assert retired == [date(2024, 12, 31)]


def test_a_monthly_figure_retires_in_its_own_quarter(found: EvidenceHistory) -> None:
    waits = found.nodes.index("s_waits")
    np.testing.assert_array_equal(
        found.retired[:, :, waits], found.standing[:, :, waits]
    )


def test_organisations_do_not_depend_on_each_other(
    found: EvidenceHistory,
    table: ObservationTable,
    ontology: Ontology,
    organisations: list[Organisation],
    hypothesis: Hypothesis,
) -> None:
    now = weigh(table, ontology, organisations, [hypothesis], ["R04"], as_of=AS_OF)
    alone = weigh_history(
        table,
        ontology,
        organisations[::-1],
        [hypothesis],
        [now["R04"]],
        quarters=QUARTERS,
    )
    np.testing.assert_array_equal(alone.standing[:, 0], found.standing[:, 4])
    np.testing.assert_array_equal(alone.retired[:, 0], found.retired[:, 4])
