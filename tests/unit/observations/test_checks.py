from __future__ import annotations

import pandas as pd

from rcagraph.diagnostics.code import Code
from rcagraph.observations.checks import table_problems
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology

ONTOLOGY = read_ontology(ontology_folder())
RAJ = Organisation(
    code="RAJ",
    name="Mid and South Essex",
    type="Acute trust",
    subtype="",
    region="",
    system_code="",
    system_name="",
    catchment_population=None,
    deprivation=None,
    predecessors=(),
)


def table(*rows: tuple[str, str, str]) -> ObservationTable:
    return ObservationTable(
        pd.DataFrame(
            {
                "org_code": code,
                "metric_id": metric,
                "unit": unit,
                "period": pd.Timestamp(2026, 1 + number, 28),
                "numerator": None,
                "denominator": None,
                "value": 1.0,
                "source": "x",
                "codes_summed": 1,
                "row": number + 2,
            }
            for number, (code, metric, unit) in enumerate(rows)
        )
    )


def told(*rows: tuple[str, str, str]) -> list[tuple[str, int | None, str, str]]:
    found = table_problems(table(*rows), ONTOLOGY, [RAJ])
    return [(each.code, each.line, each.found, each.hint) for each in found]


def test_a_table_of_known_names_has_no_problem() -> None:
    assert told(("RAJ", "shmi", "ratio"), ("RAJ", "shmi", "ratio")) == []


def test_an_unknown_metric_is_told_once_with_the_nearest() -> None:
    rows = [("RAJ", "shni", "ratio")] * 3
    code = Code.OBSERVED_METRIC_UNKNOWN
    assert told(*rows) == [(code, 2, "'shni'", "shmi")]


def test_each_odd_unit_is_told_at_its_first_line() -> None:
    rows = [("RAJ", "shmi", unit) for unit in ("ratio", "%", "ratio", "%", "index")]
    assert [(code, line, found) for code, line, found, _ in told(*rows)] == [
        (Code.UNIT_DIFFERS, 3, "'%'"),
        (Code.UNIT_DIFFERS, 6, "'index'"),
    ]


def test_an_unknown_organisation_is_a_warning_at_its_first_line() -> None:
    rows = [("RAJ", "shmi", "ratio"), ("RAK", "shmi", "ratio")]
    assert told(*rows) == [(Code.OBSERVED_ORGANISATION_UNKNOWN, 3, "'RAK'", "RAJ")]
