"""NHS Staff Survey, detailed spreadsheets, organisational results: one workbook a year.

Each sheet holds some questions or scores; a column for every answer, and after each
group of answers the number of people who gave one. Results are weighted by occupation
group, and earlier years are weighted anew every year: one year's figures belong
together, and are not to be mixed with those of another workbook for the same year.
"""

from __future__ import annotations

import re
from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import clean, fold
from rcagraph.sources.publications.reading import (
    has_columns,
    place_problem,
    publish,
    read_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from rcagraph.errors import Problem
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_CODE, _NAME = "ODS code", "Organisation name"
_BASE = "base (number of responses)"
# People Promise elements and themes: metric → column; out of 10, high is good.
_SCORES = {
    "ss_advocacy_score": "E_3 - score",
    "ss_burnout_score": "PP4_2 - score",
    "ss_engagement_score": "Staff Engagement - score",
    "ss_line_management_score": "PP7_2 - score",
    "ss_morale_score": "Morale - score",
    "ss_pp1_compassionate_score": "PP1 - score",
    "ss_pp2_recognised_score": "PP2 - score",
    "ss_pp3_voice_score": "PP3 - score",
    "ss_pp4_safe_healthy_score": "PP4 - score",
    "ss_pp5_learning_score": "PP5 - score",
    "ss_pp6_flexible_score": "PP6 - score",
    "ss_pp7_team_score": "PP7 - score",
    "ss_raising_concerns_score": "PP3_2 - score",
    "ss_thinking_of_leaving_score": "M_1 - score",
    "ss_work_pressure_score": "M_2 - score",
}
_AGREE = ("% Agree", "% Strongly agree")
_OFTEN = ("% Often", "% Always")
# Questions: metric → words of the question, answers whose shares are summed. By
# wording and not by number: questions are numbered anew when others are added.
_ITEMS = {
    "ss_item_autonomy_pct": ("make improvements happen in my area of work", _AGREE),
    "ss_item_burned_out_often_pct": ("burnt out because of your work", _OFTEN),
    "ss_item_emotionally_exhausting_pct": ("work emotionally exhausting", _OFTEN),
    "ss_item_enough_staff_pct": (
        "enough staff at this organisation for me to do my job properly",
        _AGREE,
    ),
    "ss_item_work_stress_pct": (
        "felt unwell as a result of work related stress",
        ("% Yes",),
    ),
}
_FIRST_WEIGHTED = 2021  # before, these workbooks held unweighted results


class _Question(NamedTuple):
    words: str
    answers: range  # positions of its answers; the base follows


class StaffSurvey:
    """See the module."""

    id = "staff-survey"
    publisher = "NHS England / Survey Coordination Centre"
    product = "NHS Staff Survey: detailed spreadsheets, organisational results"
    metrics = tuple(sorted([*_SCORES, *_ITEMS]))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the first sheet is about the survey, and others by organisation."""
        return (
            file.kind not in {"csv", "parquet"}
            and any(
                "nhs staff survey" in fold(cell)
                for row in file.top(file.sheets[0], rows=5)
                for cell in row.cells
            )
            and any(has_columns(file, name, (_CODE, _NAME)) for name in file.sheets)
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read scores and answers, with the number of people who answered.

        Raises:
            ObservationsError: none of the scores and questions is there, or the
                results are of a year before they were weighted.
        """
        figures: dict[str, pd.DataFrame] = {}
        problems: list[Problem] = []
        years: set[int] = set()
        for sheet in file.sheets:
            if has_columns(file, sheet, (_CODE, _NAME)):
                table = read_table(file, sheet, required=(_CODE, _NAME))
                year = _year(file, sheet)
                years.add(year)
                for metric, part in (
                    *_scores(table, year),
                    *_answers(table, year),
                ):
                    figures.setdefault(metric, part)
                problems.extend(table.problems)
        problems.extend(_missing(file, figures))
        if not figures:
            raise ObservationsError(problems)
        return publish(figures.values(), problems, edition=str(max(years)))


def _year(file: OpenedFile, sheet: str) -> int:
    """Return the survey's year, which the first cell of every sheet states."""
    title = clean(file.top(sheet, rows=1)[0].cells[0])
    stated = re.search(r"staff survey (20\d{2})", title, re.IGNORECASE)
    year = int(stated[1]) if stated else 0
    if year < _FIRST_WEIGHTED or "unweighted" in title.casefold():
        raise ObservationsError(
            place_problem(
                file,
                sheet,
                1,
                "not the weighted results of a survey",
                found=repr(title[:60]),
                expected=f"'NHS Staff Survey <year> - WEIGHTED', {_FIRST_WEIGHTED} on",
            )
        )
    return year


def _scores(table: Table, year: int) -> Iterator[tuple[str, pd.DataFrame]]:
    names = {fold(name): at for at, name in enumerate(table.frame.columns)}
    for metric, score in _SCORES.items():
        at = names.get(fold(score))
        if at is not None:
            value = table.numbers(str(table.frame.columns[at]))
            yield metric, _figures(table, metric, year, value, base=at + 1)


def _answers(table: Table, year: int) -> Iterator[tuple[str, pd.DataFrame]]:
    questions = _questions(table)
    for metric, (words, wanted) in _ITEMS.items():
        for question in questions:
            if words not in question.words:
                continue
            columns = [str(table.frame.columns[at]) for at in question.answers]
            # A repeated name carries a number: "% Agree (7)".
            named = {
                re.sub(r" \(\d+\)$", "", name).casefold(): name for name in columns
            }
            shares = [named.get(answer.casefold(), "") for answer in wanted]
            if all(shares):
                value = reduce(
                    add, (table.percentages(name, "percentage") for name in shares)
                )
                yield (
                    metric,
                    _figures(table, metric, year, value, base=question.answers.stop),
                )


def _questions(table: Table) -> list[_Question]:
    """Return the questions: each from where it is written to its base."""
    above = table.file.top(table.sheet, rows=table.header_row - 1)
    starts = sorted(
        (at, fold(cell))
        for row in above
        for at, cell in enumerate(row.cells)
        if re.match(r"q\d+[a-z]? ?- ", fold(cell))
    )
    bases = [
        at
        for at, name in enumerate(table.frame.columns)
        if fold(name).startswith(_BASE)
    ]
    return [
        _Question(words, range(start, end))
        for start, words in starts
        for end in [next((base for base in bases if base > start), None)]
        if end is not None
    ]


def _figures(
    table: Table, metric: str, year: int, value: pd.Series[float], *, base: int
) -> pd.DataFrame:
    name = str(table.frame.columns[base]) if base < table.frame.shape[1] else ""
    if not fold(name).startswith(_BASE):
        raise ObservationsError(
            table.problem(
                table.header_row,
                name,
                f"not the number of people behind {metric}",
                repr(name),
                "'Base (number of responses)'",
            )
        )
    return table.figures(
        metric,
        org_code=table.codes(_CODE),
        org_name=table.text(_NAME),
        period=date(year, 12, 31),
        unit="%" if metric in _ITEMS else "score 0-10",
        value=value,
        denominator=table.counts(name),
    )


def _missing(file: OpenedFile, found: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Yield a problem for each score and question that is in no sheet."""
    wanted = {
        **{metric: f"column {column!r}" for metric, column in _SCORES.items()},
        **{metric: f"question '… {words} …'" for metric, (words, _) in _ITEMS.items()},
    }
    for metric, what in wanted.items():
        if metric not in found:
            yield place_problem(file, "", None, f"{what} is in no sheet: no {metric}")


PUBLICATION = StaffSurvey()
