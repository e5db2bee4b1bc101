"""What a table of observations names: metrics, units and organisations are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, did_you_mean
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Ontology

_HINTS = 50


def table_problems(
    table: ObservationTable, ontology: Ontology, organisations: Iterable[Organisation]
) -> Iterator[Problem]:
    """Yield one problem for each unknown metric, odd unit and unknown organisation.

    Problems carry the first line concerned, and no file.
    """
    hinted = 0
    for name in table.metrics:
        rows = table.of_metric(name)
        metric = ontology.metrics.get(name)
        if metric is None:
            # Past some, the table is of another kind, and looking costs seconds.
            hinted += 1
            near = did_you_mean(name, ontology.metrics) if hinted <= _HINTS else ""
            yield Problem(
                line=_first_line(rows),
                message=f"metric is not in the ontology{_times(rows)}",
                found=repr(name),
                expected="an id of docs/reference/metrics.md",
                hint=near,
                code=Code.OBSERVED_METRIC_UNKNOWN,
            )
            continue
        for unit in sorted(set(rows["unit"].astype("str").unique()) - {metric.unit}):
            odd = rows[rows["unit"].astype("str") == unit]
            yield Problem(
                line=_first_line(odd),
                message=f"unit of {name} differs from the ontology's{_times(odd)}",
                found=repr(unit),
                expected=repr(metric.unit),
                code=Code.UNIT_DIFFERS,
            )
    yield from _unknown_organisations(table, organisations)


def _unknown_organisations(
    table: ObservationTable, organisations: Iterable[Organisation]
) -> Iterator[Problem]:
    known = {each.code for each in organisations}
    unknown = set(table.organisations) - known
    first: dict[str, int] = {}
    for name in table.metrics if unknown else ():
        rows = table.of_metric(name)
        for code, found in rows[rows["org_code"].isin(unknown)].groupby("org_code"):
            line = _first_line(found)
            first[str(code)] = min(first.get(str(code), line), line)
    for code in sorted(unknown):
        yield Problem(
            line=first[code],
            message="organisation is not known",
            found=repr(code),
            expected="an ODS code of today",
            hint=did_you_mean(code, known),
            code=Code.OBSERVED_ORGANISATION_UNKNOWN,
            severity="warning",
        )


def _first_line(rows: pd.DataFrame) -> int:
    return int(rows["row"].min())


def _times(rows: pd.DataFrame) -> str:
    return f" ({len(rows)} rows)" if len(rows) > 1 else ""
