from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.inference.root_cause_graph import MetricLink
from rcagraph.sources.graph_csv import read_graph


def written(folder: Path, text: str) -> Path:
    file = folder / "graph.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_list_of_links_is_read_in_any_order_of_columns(tmp_path: Path) -> None:
    graph = read_graph(
        written(tmp_path, "\ufeffStrength,note,Effect,cause\n0.4,x,b,a\n\n,,c,b\n")
    )
    assert graph.nodes == ("a", "b", "c")
    assert graph.links == (
        MetricLink(cause="a", effect="b", strength=0.4),
        MetricLink(cause="b", effect="c"),
    )


def test_in_a_matrix_the_row_causes_the_column(tmp_path: Path) -> None:
    graph = read_graph(written(tmp_path, ",b,a,c\na,1.0,0,\nb,0,0,0.3\nc,0,0,0.0\n"))
    assert graph.nodes == ("a", "b", "c")
    assert graph.links == (
        MetricLink(cause="a", effect="b"),
        MetricLink(cause="b", effect="c", strength=0.3),
    )


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("cuase,effect\na,b\n", 1, "did you mean 'cause'"),
        ("cause,effect\na,b\nb,\n", 3, "effect is empty"),
        ("cause,effect\na,b\nb,b\n", 3, "its own cause"),
        ("cause,effect\na,b\na,b\n", 3, "as on line 2"),
        ("cause,effect,strength\na,b,1.5\n", 2, "found '1.5'"),
        ("cause,effect,strength\na,b,strong\n", 2, "found 'strong'"),
        ("cause,effect,strength\na,b,nan\n", 2, "not a probability"),
        ("cause,effect\na,b,c\n", 2, "as many cells"),
        (",a,b\na,0,1\n", 1, "same nodes"),
        (",a,b\na,0,x\nb,0,0\n", 2, "found 'x'"),
        (",a,b\na,0,-1\nb,0,0\n", 2, "found '-1'"),
        ("cause,effect\n", 1, "no rows"),
        ("", 1, "no rows"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(ObservationsError, match=says) as caught:
        read_graph(written(tmp_path, text))
    assert [problem.line for problem in caught.value.problems] == [line]
    assert caught.value.problems[0].file.endswith("graph.csv")


def test_files_that_are_no_text_or_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ObservationsError, match="no such file"):
        read_graph(tmp_path / "graph.csv")
    (tmp_path / "graph.csv").write_bytes(b"cause,effect\na,\xff\n")
    with pytest.raises(ObservationsError, match=r":2: not UTF-8 text; found byte 0xff"):
        read_graph(tmp_path / "graph.csv")
