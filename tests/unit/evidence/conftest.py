"""A small vocabulary, organisations and tables to weigh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import (
    Constants,
    Event,
    Lens,
    LensConstants,
    Metric,
    Ontology,
    Polarity,
)

MakeMetric = Callable[..., Metric]
MakeOntology = Callable[..., Ontology]
MakeOrganisation = Callable[..., Organisation]
MakeTable = Callable[[Mapping[tuple[str, str], Mapping[str, float]]], ObservationTable]


@pytest.fixture
def constants() -> Constants:
    return Constants(
        strengths={},
        probabilities={
            "almost-certain": 0.95,
            "likely": 0.8,
            "even": 0.5,
            "unlikely": 0.2,
            "rare": 0.05,
        },
        lag_days={},
        priors={},
        persistence={},
        leak=0.05,
        concentration={},
        lenses={
            Lens.PEERS: LensConstants(slope=1.0, offset=0.5),
            Lens.BASELINE: LensConstants(slope=0.5, offset=0.0),
            Lens.STANDARD: LensConstants(slope=0.5, offset=0.0),
        },
        weight_cap=10.0,
        correlation=0.5,
        repeat=0.1,
        direct=3.0,
        confirmed=0.75,
        refuted=0.25,
    )


@pytest.fixture
def make_metric() -> MakeMetric:
    def make(name: str = "waits", **changes: Any) -> Metric:  # noqa: ANN401
        fields: dict[str, Any] = {
            "id": name,
            "label": name.capitalize(),
            "unit": "%",
            "polarity": Polarity.HIGH_IS_BAD,
            "domain": "access",
            "publication": "a publication",
            "frequency": "monthly",
            "fresh_months": 15,
            "indicates": "s_waits",
            "reliability": 1.0,
        }
        return Metric(**fields | changes)

    return make


@pytest.fixture
def make_ontology(constants: Constants) -> MakeOntology:
    def make(*metrics: Metric, events: tuple[Event, ...] = ()) -> Ontology:
        return Ontology(
            version="test",
            nodes={},
            metrics={each.id: each for each in metrics},
            constants=constants,
            events=events,
        )

    return make


@pytest.fixture
def make_organisation() -> MakeOrganisation:
    def make(code: str, **changes: Any) -> Organisation:  # noqa: ANN401
        fields: dict[str, Any] = {
            "code": code,
            "name": f"Trust {code}",
            "type": "Acute trust",
            "subtype": "Acute - Large",
            "region": "North",
            "system_code": "Q",
            "system_name": "System",
            "catchment_population": 500_000.0,
            "deprivation": 20.0,
        }
        return Organisation(**fields | changes)

    return make


@pytest.fixture
def make_table() -> MakeTable:
    """Build a table from {(code, metric): {ISO day: value}}."""

    def make(
        series: Mapping[tuple[str, str], Mapping[str, float]],
    ) -> ObservationTable:
        rows = [
            (code, pd.Timestamp(day), metric, None, None, value, "%", "a file", 1, 2)
            for (code, metric), values in series.items()
            for day, value in values.items()
        ]
        frame = pd.DataFrame(
            rows,
            columns=[
                "org_code",
                "period",
                "metric_id",
                "numerator",
                "denominator",
                "value",
                "unit",
                "source",
                "codes_summed",
                "row",
            ],
        ).astype({"numerator": float, "denominator": float, "value": float})
        frame["row"] = range(2, len(frame) + 2)
        return ObservationTable(frame)

    return make


@pytest.fixture
def month_ends() -> Callable[[str, int], list[str]]:
    """Return n month ends up to and including a day, oldest first."""

    def make(last: str, count: int) -> list[str]:
        days = pd.date_range(end=last, periods=count, freq="ME")
        return [f"{day:%Y-%m-%d}" for day in days]

    return make


@pytest.fixture
def as_of() -> date:
    return date(2026, 6, 30)
