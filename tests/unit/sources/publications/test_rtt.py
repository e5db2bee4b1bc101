"""Waiting times, full extract: weeks summed by what their headings say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications import rtt
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures
from rcagraph.sources.publications.rtt import PUBLICATION

Compared = Callable[..., pd.DataFrame]
ReadAll = Callable[..., tuple[PublishedFigures, ...]]

START = [
    *("Period", "Provider Org Code", "Provider Org Name", "Commissioner Org Code"),
    *("RTT Part Type", "Treatment Function Code"),
]
END = ["Total", "Patients with unknown clock start date", "Total All"]


def weeks(last: int) -> list[str]:
    bands = [f"Gt {i:02d} To {i + 1:02d} Weeks SUM 1" for i in range(last)]
    return [*bands, f"Gt {last} Weeks SUM 1"]


def line(  # noqa: PLR0913 - a line has as many parts
    bands: Sequence[str],
    waited: Mapping[int, int],
    *,
    provider: str = "RAJ",
    commissioner: str = "99E",
    part: str = "Part_2",
    function: str = "C_999",
) -> list[str]:
    cells = [str(waited.get(int(band.split()[1]), "")) for band in bands]
    start = ["RTT-June-2024", provider, "TRUST", commissioner, part, function]
    return [*start, *cells, "", "", str(sum(waited.values()))]


def opened(bands: Sequence[str], *lines: Sequence[str]) -> OpenedFile:
    rows = [",".join([*START, *bands, *END]), *map(",".join, lines)]
    return OpenedFile("x.csv", "\n".join(rows).encode())


def values(file: OpenedFile) -> dict[str, float]:
    figures = PUBLICATION.read(file).figures
    return dict(zip(figures["metric_id"], figures["value"], strict=True))


TO_104 = weeks(104)


def test_values_of_whole_providers_are_those_expected(
    read_all: ReadAll, compared: Compared
) -> None:
    (read,) = read_all(PUBLICATION, "rtt")
    both = compared([read])
    assert len(both) > 600
    assert both["same"].all()
    # The shipped copy was cut off at 65,536 rows and lacks the first 51 weeks.
    assert set(read.figures["metric_id"]) == set(PUBLICATION.metrics) - {"rtt_18wk_pct"}
    assert "RF4" not in set(read.figures["org_code"])
    assert [problem.line for problem in read.problems] == [65_536, 1]


def test_commissioners_are_summed_and_functions_are_not() -> None:
    file = opened(
        TO_104,
        line(TO_104, {0: 10, 17: 5, 18: 3}),
        line(TO_104, {52: 1, 104: 1}, commissioner="91Q"),
        line(TO_104, {0: 10, 17: 5}, function="C_100"),
        line(TO_104, {0: 99}, part="Part_1A"),
    )
    assert PUBLICATION.recognises(file)
    assert values(file) == {
        "rtt_waiting_list": 20.0,
        "rtt_52wk_count": 2.0,
        "rtt_65wk_count": 1.0,
        "rtt_18wk_pct": 75.0,
        "rtt_52wk_pct": 10.0,
    }
    figures = PUBLICATION.read(file).figures
    assert set(figures["row"]) == {2}
    assert figures["period"].unique() == [pd.Timestamp("2024-06-30")]


def test_bands_ended_at_52_weeks_until_2021() -> None:
    bands = weeks(52)
    file = opened(bands, line(bands, {0: 15, 52: 5}))
    assert values(file) == {
        "rtt_waiting_list": 20.0,
        "rtt_52wk_count": 5.0,
        "rtt_18wk_pct": 75.0,
        "rtt_52wk_pct": 25.0,
    }
    assert PUBLICATION.read(file).problems == ()


def test_a_missing_week_leaves_out_what_needs_it() -> None:
    bands = [band for band in TO_104 if not band.startswith("Gt 70")]
    file = opened(bands, line(bands, {0: 15, 52: 5}))
    assert set(values(file)) == {"rtt_waiting_list", "rtt_18wk_pct"}
    told = " ".join(str(each) for each in PUBLICATION.read(file).problems)
    assert "'over 52'" in told
    assert "'over 65'" in told


def test_weeks_that_do_not_add_up_are_told() -> None:
    wrong = [*line(TO_104, {0: 15, 52: 5})[:-1], "100"]
    read = PUBLICATION.read(opened(TO_104, wrong))
    assert read.figures.empty
    assert "x.csv:2: column 'Total All': not the sum" in str(read.problems[0])


def test_a_suppressed_total_leaves_no_figure_of_its_provider() -> None:
    hidden = [*line(TO_104, {0: 1}, commissioner="91Q")[:-1], "*"]
    other = line(TO_104, {0: 4}, provider="RNN")
    file = opened(TO_104, line(TO_104, {0: 15}), hidden, other)
    assert set(PUBLICATION.read(file).figures["org_code"]) == {"RNN"}


def test_a_repeated_row_counts_once() -> None:
    row = line(TO_104, {0: 15})
    read = PUBLICATION.read(opened(TO_104, row, row))
    assert read.figures["value"].max() == 100.0
    assert "x.csv:3: the row repeats" in str(read.problems[0])


def test_a_sheet_cut_off_between_unsorted_providers_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rtt, "_LAST_ROWS", frozenset({4}))
    one, two = line(TO_104, {0: 15}), line(TO_104, {0: 4}, provider="RNN")
    more = line(TO_104, {0: 1}, commissioner="91Q")
    assert set(
        PUBLICATION.read(opened(TO_104, one, more, two)).figures["org_code"]
    ) == {"RAJ"}
    with pytest.raises(ObservationsError, match="cut off at the last row"):
        PUBLICATION.read(opened(TO_104, one, two, more))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (opened(["Weeks"], line([], {})), "no columns of weeks waited"),
        (
            opened(TO_104, line(TO_104, {0: 1}, part="Part_1A")),
            "no row of incomplete pathways",
        ),
        (
            OpenedFile("x.csv", ",".join(START).encode() + b"\n"),
            "column 'Total All' is missing",
        ),
    ],
)
def test_another_layout_is_refused(file: OpenedFile, told: str) -> None:
    assert PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=told):
        PUBLICATION.read(file)
