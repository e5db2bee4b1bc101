"""Staff survey: scores by their column, questions by their words, bases beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.staff_survey import PUBLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication, PublishedFigures

    ReadAll = Callable[[Publication, str], tuple[PublishedFigures, ...]]
    Compared = Callable[[Sequence[PublishedFigures]], pd.DataFrame]
    Workbook = Callable[[Mapping[str, Sequence[Sequence[object]]]], OpenedFile]


TITLE = "NHS Staff Survey 2024 - WEIGHTED Results"
BASE = "Base (number of responses)"
WHO = ["ODS code", "Organisation name", "Weighting"]
PLACES = ["", "", ""]


def scores(*columns: str, title: str = TITLE) -> list[list[object]]:
    header = [*WHO, *(cell for name in columns for cell in (f"{name} - score", BASE))]
    values = [cell for at in range(len(columns)) for cell in (6.0 + at / 10, 100 + at)]
    return [
        [title],
        ["a note"],
        header,
        ["RAJ", "Mid and South Essex", "Occupation Group", *values],
        ["RDE", "East Suffolk", "Occupation Group", *["-"] * len(values)],
    ]


BURNT_OUT = "Q12b - How often, if at all, do you feel burnt out because of your work?"
ANSWERS = [
    [TITLE, "", "", "Q12a - How do you like your work?", "", "", BURNT_OUT, "", ""],
    ["a note"],
    [*WHO, "% Often", "% Always", BASE, "% Often", "% Always", BASE],
    ["RAJ", "Mid and South Essex", "Occupation Group", 1, 2, 90, 30.5, 10.25, 95],
]


def test_values_are_those_expected(read_all: ReadAll, compared: Compared) -> None:
    both = compared(read_all(PUBLICATION, "staff_survey"))
    assert len(both) > 4_900
    assert both["same"].all()


def test_nothing_is_missing_from_the_published_workbook(read_all: ReadAll) -> None:
    for read in read_all(PUBLICATION, "staff_survey"):
        assert read.problems == ()
        assert set(read.figures["metric_id"]) == set(PUBLICATION.metrics)
        assert read.figures["denominator"].notna().all()


def test_a_score_comes_with_the_number_of_people_behind_it(workbook: Workbook) -> None:
    file = workbook({"Notes": [[TITLE]], "THEMES": scores("PP3", "PP3_2")})
    assert PUBLICATION.recognises(file)
    read = PUBLICATION.read(file)
    found = read.figures.set_index("metric_id")[["value", "denominator"]]
    assert found.loc["ss_pp3_voice_score"].tolist() == [6.0, 100.0]
    assert found.loc["ss_raising_concerns_score"].tolist() == [6.1, 101.0]
    assert set(read.figures["org_code"]) == {"RAJ"}
    assert set(read.figures["period"]) == {pd.Timestamp("2024-12-31")}


def test_answers_are_found_by_the_words_of_their_question(workbook: Workbook) -> None:
    read = PUBLICATION.read(workbook({"Notes": [[TITLE]], "Q12": ANSWERS}))
    (figure,) = read.figures.itertuples()
    assert figure.metric_id == "ss_item_burned_out_often_pct"
    assert (figure.value, figure.denominator) == (40.75, 95.0)


def test_what_is_in_no_sheet_is_named(workbook: Workbook) -> None:
    read = PUBLICATION.read(workbook({"Notes": [[TITLE]], "Q12": ANSWERS}))
    told = list(map(str, read.problems))
    assert len(told) == len(PUBLICATION.metrics) - 1
    assert any("'M_2 - score' is in no sheet" in problem for problem in told)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (scores("PP1", title=TITLE.replace("2024", "2019")), "2021 on"),
        (scores("PP1", title=TITLE.replace("WEIGHTED", "UNWEIGHTED")), "not the weigh"),
        (scores("PP1", title="Results by organisation"), r"\[A\]:1: not the weighted"),
        (scores("PP9"), "is in no sheet"),
        (
            [*scores("PP1")[:2], [*WHO, "PP1 - score", "Mean"], ["RAJ", "A", "", 6, 6]],
            "not the number of people behind ss_pp1.*'Mean'",
        ),
    ],
)
def test_a_changed_layout_is_refused_by_what_changed(
    workbook: Workbook, rows: list[list[object]], says: str
) -> None:
    with pytest.raises(ObservationsError, match=says):
        PUBLICATION.read(workbook({"Notes": [[TITLE]], "A": rows}))
