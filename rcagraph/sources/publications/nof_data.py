"""NHS Oversight Framework, data behind the segments: a csv for each kind of trust.

One row for every trust, metric and quarter. Measures keep their id from year to year
(OF0017 is the ambulance response time); the scores made of them were numbered anew in
2026/27 and are known by their description. Only what the ontology has is read: the
points for each measure are a step of the scoring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rcagraph.sources.publications.nof_quarters import QUARTER, quarters
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from rcagraph.errors import Problem
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _NAME = "Trust_code", "Trust_name"
_ID, _WORDS, _UNITS, _VALUE, _RANK = (
    "Metric_ID",
    "Metric_description",
    "Units",
    "Value",
    "Rank",
)


class _Measure(NamedTuple):
    metric: str
    unit: str
    written: tuple[str, ...]  # units in the file that mean the same


_PERCENT = ("%",)
_TEN = ("out of 10",)
_RATE = ("rate", "ratio")
_POINTS = ("percentage points", "pp")
_SCORE = ("score",)
_MEASURES = {
    "OF0005": _Measure("nof_community_52wk_pct", "%", _PERCENT),
    "OF0016": _Measure("nof_mh_crisis_24h_pct", "%", _PERCENT),
    "OF0017": _Measure("nof_amb_c2_mean_min", "minutes", ("mins", "minutes")),
    "OF0020": _Measure("nof_mrsa_cases", "count", ("count",)),
    "OF0028": _Measure("nof_amb_conveyed_to_ed_pct", "%", _PERCENT),
    "OF0041": _Measure("nof_cypmh_access_change_pp", "pp", _POINTS),
    # Trusts without a threshold for infections have a count in place of the rate.
    "OF0048": _Measure("nof_ecoli_rate_vs_threshold", "ratio", _RATE),
    "OF0057": _Measure("nof_ucr_2hr_pct", "%", _PERCENT),
    "OF0061": _Measure("nof_raising_concerns_score", "score 0-10", _TEN),
    "OF0063": _Measure("nof_mh_los60_pct", "%", _PERCENT),
    "OF0079": _Measure("fin_planned_surplus_deficit_pct", "% of turnover", _PERCENT),
    "OF0081": _Measure("fin_ytd_variance_to_plan_pct", "% of turnover", _PERCENT),
    "OF0082": _Measure("sickness_pct_nof", "%", _PERCENT),
    "OF0084": _Measure("nof_staff_engagement_score", "score 0-10", _TEN),
    "OF0085": _Measure("nof_implied_productivity_pct", "%", _PERCENT),
    "OF0086": _Measure("nof_relative_cost_difference_pct", "%", _PERCENT),
    "OF0088": _Measure("nof_cdiff_rate_vs_threshold", "ratio", _RATE),
    "OF0106": _Measure("nof_rtt_18wk_gap_to_plan_pp", "pp", _POINTS),
    # Of these two there is the score alone.
    "OF1035": _Measure("nof_cqc_community_mh_survey_score", "score 1-4", _SCORE),
    "OF1080": _Measure("nof_combined_finance_score", "score 1-4", _SCORE),
}
_AVERAGE = "average metric score"
# A domain that was renamed in 2026/27 is made of other measures: it is another domain.
_DOMAINS = {
    "access to services": "access",
    "effectiveness and experience": "effectiveness_experience",
    "finance and productivity": "finance_productivity",
    "patient safety": "patient_safety",
    "people and workforce": "people_workforce",
}
# By description; the units written beside these were mixed up in 2026/27.
_SCORES = {
    **{
        f"{words} domain score": (f"nof_domain_score_{domain}", "score 1-4")
        for words, domain in _DOMAINS.items()
    },
    **{
        f"{words} domain segment": (f"nof_domain_segment_{domain}", "segment 1-4")
        for words, domain in _DOMAINS.items()
    },
    _AVERAGE: ("nof_avg_metric_score", "score 1-4"),
    "adjusted segment": ("nof_adjusted_segment", "segment 1-4"),
    "unadjusted segment": ("nof_unadjusted_segment", "segment 1-4"),
    "final segment score override": ("nof_final_segment", "segment 1-5"),
    "financial override": ("nof_finance_override_flag", "0/1"),
    "is the organisation in the recovery support programme?": (
        "nof_in_rsp_flag",
        "0/1",
    ),
}
_LEAGUE_RANK = "nof_league_rank_in_type"


class NofData:
    """See the module."""

    id = "nof-data"
    publisher = "NHS England"
    product = "NHS Oversight Framework: data by trust"
    metrics = tuple(
        sorted(
            [
                *(measure.metric for measure in _MEASURES.values()),
                *(metric for metric, _ in _SCORES.values()),
                _LEAGUE_RANK,
            ]
        )
    )

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it has a row for every trust and metric of the framework."""
        return file.kind == "csv" and has_columns(
            file, "", (_CODE, _ID, _VALUE), within=5
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read measures, scores and segments.

        Raises:
            ObservationsError: a column is missing, or nothing says the quarter.
        """
        table = read_table(
            file,
            required=(_CODE, _NAME, _ID, _WORDS, _UNITS, _VALUE, _RANK),
            optional=(QUARTER,),
            within=5,
        )
        words = table.frame[_WORDS].map(fold)
        period = quarters(table, stated_by=words == _AVERAGE)
        return publish(
            _figures(table, words, period),
            table.problems,
            edition=f"{period.max():%Y-%m-%d}",
        )


def _figures(
    table: Table, words: pd.Series[str], period: pd.Series[pd.Timestamp]
) -> list[pd.DataFrame]:
    ids, units = table.codes(_ID), table.frame[_UNITS].map(fold)
    figures = []
    for code, measure in _MEASURES.items():
        about = ids == code
        known = units.isin(measure.written)
        if about.any() and not (about & known).any():
            table.problems.extend(_unit_problems(table, code, units[about]))
        figures.append(
            _of(table.where(about & known), measure.metric, measure.unit, period)
        )
    for description, (metric, unit) in _SCORES.items():
        figures.append(_of(table.where(words == description), metric, unit, period))
    overall = table.where(words == _AVERAGE)
    figures.append(_of(overall, _LEAGUE_RANK, "rank", period, column=_RANK))
    return figures


def _of(
    rows: Table,
    metric: str,
    unit: str,
    period: pd.Series[pd.Timestamp],
    *,
    column: str = _VALUE,
) -> pd.DataFrame:
    return rows.figures(
        metric,
        org_code=rows.codes(_CODE),
        org_name=rows.text(_NAME),
        period=period[rows.frame.index],
        unit=unit,
        value=rows.numbers(column),
    )


def _unit_problems(table: Table, code: str, units: pd.Series[str]) -> Iterator[Problem]:
    for unit, rows in units.groupby(units):
        yield table.problem(
            int(str(rows.index[0])),
            _UNITS,
            f"{code} in an unknown unit; {len(rows)} rows are left out",
            repr(unit),
            " or ".join(map(repr, _MEASURES[code].written)),
        )


PUBLICATION = NofData()
