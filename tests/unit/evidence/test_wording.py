from __future__ import annotations

from datetime import date

import pytest

from rcagraph.evidence.wording import join_words, spell_gap, spell_period, spell_value


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (73.04, "%", "73.0%"),
        (0.042, "%", "0.04%"),
        (0.0, "%", "0.0%"),
        (-5.61, "% of turnover", "\N{MINUS SIGN}5.6% of turnover"),
        (14.23, "GBP m", "£14.2m"),
        (-702748.4, "GBP k", "\N{MINUS SIGN}£702.7m"),
        (6.4103, "score 0-10", "6.41"),
        (170506.0, "count", "170,506"),
        (2.0, "segment 1-4", "2"),
        (2.0, "1 Outstanding..4 Inadequate", "Good"),
        (2.5, "1 Outstanding..4 Inadequate", "2.50"),
        (18.0, "minutes", "18 minutes"),
        (24.96, "minutes", "25.0 minutes"),
        (0.7, "days", "0.70 days"),
        (384.84, "per 1,000 people a year", "384.8 per 1,000 people a year"),
        (1.25, "pp", "1.25 percentage points"),
    ],
)
def test_figures_are_written_in_their_unit(
    value: float, unit: str, expected: str
) -> None:
    assert spell_value(value, unit) == expected


@pytest.mark.parametrize(
    ("gap", "unit", "expected"),
    [
        (-9.0, "%", "9.0 percentage points"),
        (-1.0, "1 Outstanding..4 Inadequate", "1 rating"),
        (2.0, "1 Outstanding..4 Inadequate", "2 ratings"),
        (-12.4, "minutes", "12.4 minutes"),
    ],
)
def test_differences_of_percentages_are_percentage_points(
    gap: float, unit: str, expected: str
) -> None:
    assert spell_gap(gap, unit) == expected


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("monthly", "December 2025"),
        ("quarterly", "the quarter to December 2025"),
        ("annual", "2025"),
        ("snapshot", "December 2025"),
    ],
)
def test_periods_are_named_by_their_frequency(frequency: str, expected: str) -> None:
    assert spell_period(date(2025, 12, 31), frequency) == expected


@pytest.mark.parametrize(("words", "expected"), [(["a"], "a"), (["a", "b"], "a and b")])
def test_short_lists_have_no_stray_comma(words: list[str], expected: str) -> None:
    assert join_words(words) == expected
