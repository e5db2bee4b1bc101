from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rcagraph.errors import ObservationsError, RcagraphError, UnknownNameError
from rcagraph.sources.metrics_csv import Bounds, parse_bounds, read_windows

WIDE = "time,b,a\n3,30,7\n1,10,\n2,20,5\n"
LATE = Bounds(3, 9)


def written(folder: Path, text: str, name: str = "metrics.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_wide_rows_are_sorted_by_time_and_gaps_stay_gaps(tmp_path: Path) -> None:
    windows = read_windows(written(tmp_path, WIDE), abnormal=LATE)
    assert windows.nodes == ("a", "b")
    np.testing.assert_array_equal(windows.normal, [[np.nan, 10], [5, 20]])
    np.testing.assert_array_equal(windows.abnormal, [[7, 30]])


def test_long_and_wide_tables_say_the_same(tmp_path: Path) -> None:
    long = "node,time,value\nb,3,30\na,3,7\nb,1,10\nb,2,20\na,2,5\na,1,NaN\n"
    wide = read_windows(written(tmp_path, WIDE), abnormal=LATE)
    other = read_windows(written(tmp_path, long, "long.csv"), abnormal=LATE)
    assert other.nodes == wide.nodes
    np.testing.assert_array_equal(other.normal, wide.normal)
    np.testing.assert_array_equal(other.abnormal, wide.abnormal)


@pytest.mark.parametrize("way", ["column", "abnormal file", "normal file", "both"])
def test_windows_come_from_a_column_files_or_bounds(tmp_path: Path, way: str) -> None:
    if way == "column":
        text = "time,a,window\n1,5,normal\n2,6,Normal\n3,7,abnormal\n4,8,\n"
        windows = read_windows(written(tmp_path, text))
    elif way == "both":
        file = written(tmp_path, "time,a\n1,5\n2,6\n3,7\n4,8\n")
        windows = read_windows(file, normal=Bounds(1, 2), abnormal=Bounds(3, 3))
    else:
        early = written(tmp_path, "time,a\n1,5\n2,6\n", "early.csv")
        late = written(tmp_path, "time,a\n1,7\n", "late.csv")
        windows = (
            read_windows(early, abnormal=late)
            if way == "abnormal file"
            else read_windows(late, normal=early)
        )
    assert windows.normal[:, 0].tolist() == [5, 6]
    assert windows.abnormal[:, 0].tolist() == [7]


def test_other_nodes_are_taken_by_the_metric_of_the_target(tmp_path: Path) -> None:
    rows = [
        f"{time},{node},{metric},{value}"
        for time in (1, 2)
        for node, metric, value in (
            ("t", "latency", 1),
            ("t", "errors", 2),
            ("a", "latency", 3),
            ("a", "errors", 4),
            ("b", "load", 5),
        )
    ]
    file = written(tmp_path, "time,node,metric,value\n" + "\n".join(rows) + "\n")
    late = Bounds(2, 2)
    found = read_windows(file, abnormal=late, metric="errors", target="t")
    assert dict(zip(found.nodes, found.abnormal[0], strict=True)) == {
        "a": 4,
        "b": 5,
        "t": 2,
    }
    with pytest.raises(UnknownNameError, match="errors, latency"):
        read_windows(file, abnormal=late, target="t")
    with pytest.raises(UnknownNameError, match="did you mean 'errors'"):
        read_windows(file, abnormal=late, metric="error", target="t")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("time,a\n1,2\n2,low\n", 3, "found 'low'"),
        ("time,a\n1,2\n2,inf\n", 3, "'a' is not a number"),
        ("time,a\nMonday,2\n", 2, "found 'Monday'"),
        ("time,a,window\n1,2,odd\n", 2, "unknown window"),
        ("time,a\n1,2\n1,3\n", 3, "a second figure"),
        ("time,nod,value,value\n1,a,2,3\n", 1, "neither a wide nor a long"),
        ("time,node,value\n1,,2\n", 2, "node is empty"),
        ("time,a\n", 1, "no rows"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(ObservationsError, match=says) as caught:
        read_windows(written(tmp_path, text), abnormal=LATE)
    assert [problem.line for problem in caught.value.problems] == [line]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "no figures in the normal window"),
        ({"abnormal": Bounds(8, 9)}, "no figures in the abnormal window"),
        ({"abnormal": Bounds(0, 9)}, "times 1 to 3"),
    ],
)
def test_an_empty_window_is_named(
    tmp_path: Path, given: dict[str, Bounds], says: str
) -> None:
    with pytest.raises(RcagraphError, match=says) as caught:
        read_windows(written(tmp_path, WIDE), **given)
    assert caught.value.exit_code == 10


def test_bounds_are_numbers_or_dates() -> None:
    assert parse_bounds("1..2.5") == Bounds(1, 2.5)
    hour = parse_bounds("2024-05-01T10:00..2024-05-01T11:00+00:00")
    assert hour is not None
    assert hour.end - hour.start == 3600
    assert parse_bounds("../metrics.csv") is None
    assert parse_bounds("1..") is None
