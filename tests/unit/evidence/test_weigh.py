from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from rcagraph.errors import UnknownNameError
from rcagraph.evidence.entries import combine
from rcagraph.evidence.records import Outcome
from rcagraph.evidence.weigh import weigh
from rcagraph.hypotheses.hypothesis import (
    Enquiry,
    Expectation,
    Hypothesis,
    Link,
    Test,
)
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Lens, Metric, Ontology, Polarity, Standard

MakeMetric = Callable[..., Metric]
MakeOntology = Callable[..., Ontology]
MakeOrganisation = Callable[..., Organisation]
MakeTable = Callable[..., ObservationTable]
MonthEnds = Callable[[str, int], list[str]]

CODES = [f"R{n:02}" for n in range(12)]


@pytest.fixture
def organisations(make_organisation: MakeOrganisation) -> list[Organisation]:
    return [
        make_organisation(code, catchment_population=400_000.0 + 20_000 * at)
        for at, code in enumerate(CODES)
    ]


@pytest.fixture
def ontology(make_ontology: MakeOntology, make_metric: MakeMetric) -> Ontology:
    standard = Standard(value=80.0, name="80%", source="", start=date(2020, 1, 1))
    return make_ontology(
        make_metric("beds", indicates="d_beds"),
        make_metric("never"),
        make_metric("stale", fresh_months=6),
        make_metric("waits", polarity=Polarity.HIGH_IS_GOOD, standards=(standard,)),
    )


@pytest.fixture
def table(make_table: MakeTable, month_ends: MonthEnds) -> ObservationTable:
    """R00 has long waits; its beds are fuller than anyone's."""
    days = month_ends("2026-06-30", 24)
    noise = random.Random(7)  # noqa: S311 - figures, not secrets
    series = {}
    for at, code in enumerate(CODES):
        waits = 60.0 if at == 0 else 75.0 + at / 2
        beds = 98.0 if at == 0 else 88.0 + at / 4
        series[code, "waits"] = {day: waits + noise.gauss() for day in days}
        series[code, "beds"] = {day: beds + noise.gauss() for day in days}
        series[code, "stale"] = {"2025-12-30": 1.0 * at}
    del series["R07", "waits"][days[-1]]
    series["R05", "stale"] = {"2025-11-30": 5.0}
    return make_table(series)


@pytest.fixture
def hypothesis() -> Hypothesis:
    def seen(name: str, *metrics: str) -> Test:
        return Test(
            id=name,
            says="It shows.",
            bears_on="d_beds",
            expect=tuple(
                Expectation(metric=each, lens=Lens.PEERS, direction="adverse")
                for each in metrics
            ),
            if_true="likely",
            if_false="unlikely",
        )

    return Hypothesis(
        id="full-beds",
        title="Full beds",
        theme="flow",
        claim="Full beds make people wait.",
        symptoms=("s_waits",),
        root_causes=("d_beds",),
        links=(
            Link(
                cause="d_beds",
                effect="s_waits",
                strength="strong",
                lag="days",
                evidence="expert-prior",
                source="expert prior",
                why="It stands to reason.",
            ),
        ),
        tests=(seen("both", "beds", "waits"), seen("blind", "beds", "never")),
        enquiries=(
            Enquiry(
                id="ask",
                about="d_beds",
                question="Are beds full?",
                ask="chief operating officer",
                request="bed census",
                settles="A count.",
            ),
        ),
    )


def test_everything_said_of_one_organisation(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypothesis: Hypothesis,
    as_of: date,
) -> None:
    found = weigh(table, ontology, organisations, [hypothesis], ["R00"], as_of=as_of)
    evidence = found["R00"]
    assert [each.code for each in evidence.peers] == CODES[1:11]
    waits = evidence.metrics["waits"]
    assert waits.observation == table.observation("R00", "waits", as_of)
    assert [each.lens for each in waits.readings] == list(Lens)
    assert [each.outcome for each in evidence.tests] == [Outcome.HOLDS, Outcome.NO_DATA]
    assert [each.id for each in evidence.entries["d_beds"]] == [
        "beds/baseline",
        "beds/peers",
        "full-beds/both",
    ]
    for node, entries in evidence.entries.items():
        total = combine([each.weight for each in entries], correlation=0.5)
        assert evidence.weights[node] == total
    assert evidence.weights["d_beds"] > 3
    assert evidence.weights["s_waits"] > 3


def test_missing_and_stale_figures_are_told_and_weigh_nothing(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    as_of: date,
) -> None:
    found = weigh(table, ontology, organisations, [], ["R05"], as_of=as_of)
    metrics = found["R05"].metrics
    assert metrics["never"].missing == "never published for this organisation"
    assert metrics["stale"].missing == "latest is November 2025, older than 6 months"
    for name in ("never", "stale"):
        assert metrics[name].observation is None
        assert metrics[name].readings == ()
        assert not [
            entry
            for entries in found["R05"].entries.values()
            for entry in entries
            if name in entry.metrics
        ]


def test_figure_is_fresh_to_the_last_month(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    as_of: date,
) -> None:
    found = weigh(table, ontology, organisations, [], ["R04"], as_of=as_of)
    assert not found["R04"].metrics["stale"].missing  # December to June: six months


def test_order_of_hypotheses_changes_nothing(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypothesis: Hypothesis,
    as_of: date,
) -> None:
    two = [hypothesis, hypothesis.model_copy(update={"id": "another"})]
    one, other = (
        weigh(table, ontology, organisations, each, ["R00"], as_of=as_of)
        for each in (two, two[::-1])
    )
    assert one == other


def test_nothing_after_the_day_is_seen(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
) -> None:
    day = date(2026, 1, 15)
    found = weigh(table, ontology, organisations, [], ["R00"], as_of=day)
    observation = found["R00"].metrics["waits"].observation
    assert observation is not None
    assert observation.period == date(2025, 12, 31)


def test_one_organisation_gets_the_same_alone_as_among_all(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    hypothesis: Hypothesis,
    as_of: date,
) -> None:
    everyone = weigh(table, ontology, organisations, [hypothesis], CODES, as_of=as_of)
    assert list(everyone) == CODES
    for code in ("R00", "R07"):
        alone = weigh(table, ontology, organisations, [hypothesis], [code], as_of=as_of)
        assert alone[code] == everyone[code]


def test_unknown_codes_are_all_named(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    as_of: date,
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        weigh(table, ontology, organisations, [], ["R0O", "R00", "XYZ"], as_of=as_of)
    assert [each.found for each in caught.value.problems] == ["'R0O'", "'XYZ'"]
    assert caught.value.problems[0].hint in CODES


def test_no_organisation_asked_for_is_no_evidence(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    as_of: date,
) -> None:
    assert weigh(table, ontology, organisations, [], [], as_of=as_of) == {}


def test_empty_table_leaves_everything_missing(
    make_table: MakeTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    as_of: date,
) -> None:
    found = weigh(make_table({}), ontology, organisations, [], ["R00"], as_of=as_of)
    assert all(each.missing for each in found["R00"].metrics.values())
    assert found["R00"].weights == {}
