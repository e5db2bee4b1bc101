"""The order of ingest, and how files are batched, decide nothing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rcagraph.sources.ingest import IngestOptions, ingest
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures
from rcagraph.sources.publications.reading import publish, read_table
from rcagraph.sources.workspace import Workspace
from rcagraph.sources.workspace_observations import read_workspace


@dataclass(frozen=True)
class Made:
    """A publication whose files name it, and their edition, in the first row."""

    id: str
    grade: str
    publisher: str = "nobody"
    product: str = "made up"
    metrics: tuple[str, ...] = ("beds",)

    def recognises(self, file: OpenedFile) -> bool:
        return file.top(rows=1)[0].cells[0] == self.id

    def read(self, file: OpenedFile) -> PublishedFigures:
        table = read_table(file, required=("code", "month", "beds"))
        return publish(
            [
                table.figures(
                    "beds",
                    org_code=table.codes("code"),
                    org_name=table.text("code"),
                    period=table.periods("month"),
                    unit="beds",
                    value=table.counts("beds"),
                )
            ],
            edition=str(file.top(rows=1)[0].cells[1]),
        )


File = tuple[str, str, list[tuple[str, str, int]]]  # publication, edition, lines
READING = IngestOptions(
    read_at=datetime(2026, 1, 1, tzinfo=UTC),
    readers=(Made("one", "A"), Made("two", "B")),
)
# RQ8 became RAJ: the sum must not depend on the order either.
LINES = st.lists(
    st.tuples(
        st.sampled_from(["RAJ", "RQ8", "RNN"]),
        st.sampled_from(["2019-01", "2019-02"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line[:2],
)
FILES = st.lists(
    st.tuples(
        st.sampled_from(["one", "two"]),
        st.sampled_from(["", "2019-05", "2019-06"]),
        LINES,
    ),
    min_size=1,
    max_size=5,
    unique_by=str,
)


def write(folder: Path, files: list[File]) -> list[Path]:
    paths = []
    for number, (publication, edition, lines) in enumerate(files):
        path = folder / f"{number}.csv"
        rows = "".join(f"{code},{month},{beds}\n" for code, month, beds in lines)
        path.write_text(
            f"{publication},{edition},\ncode,month,beds\n{rows}", encoding="utf-8"
        )
        paths.append(path)
    return paths


def figures(paths: list[list[Path]], folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    for batch in paths:
        ingest(batch, folder, READING)
    observed = read_workspace(folder).of_metric("beds")
    return Workspace(folder).figures_in_force(), observed


@settings(max_examples=12)
@given(files=FILES, random=st.randoms(use_true_random=False))
def test_any_order_and_any_batches_give_the_same_figures(
    files: list[File], random: Random
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write(folder, files)
        at_once = figures([paths], folder / "at-once")
        random.shuffle(paths)
        one_by_one = figures([[path] for path in paths], folder / "one-by-one")
    for together, alone in zip(at_once, one_by_one, strict=True):
        pd.testing.assert_frame_equal(together, alone)
