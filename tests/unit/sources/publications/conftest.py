"""The publishers' files and the expected figures, where they are; small workbooks.

The files are not part of the repository: they lie in ``../shared`` beside it, and the
tests that read them are skipped where that folder is absent.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from rcagraph.sources.publications.opened_file import OpenedFile, open_file
from rcagraph.sources.publications.publication import Publication, PublishedFigures

SHARED = Path(__file__).parents[5] / "shared" / "data"
KEYS = ["org_code", "metric_id", "period"]

Sheets = Mapping[str, Sequence[Sequence[object]]]


@cache
def _expected() -> pd.DataFrame:
    frame = pd.read_csv(
        SHARED / "observations_as_published.csv.gz",
        parse_dates=["period"],
        dtype={"org_code": "str"},
        keep_default_na=False,
        na_values=[""],
    )
    return frame[[*KEYS, "value", "source"]]


_READ: dict[tuple[str, str], tuple[PublishedFigures, ...]] = {}


def _read_all(publication: Publication, folder: str) -> tuple[PublishedFigures, ...]:
    key = (publication.id, folder)
    if key not in _READ:
        _READ[key] = tuple(_read(publication, folder))
    return _READ[key]


def _read(publication: Publication, folder: str) -> Iterator[PublishedFigures]:
    paths = sorted((SHARED / "publications" / folder).glob("*"))
    if not paths:
        pytest.skip(f"no published files in ../shared ({folder})")
    for path in paths:
        file = open_file(path)
        assert publication.recognises(file), path.name
        yield publication.read(file)


@pytest.fixture
def read_all() -> Callable[[Publication, str], tuple[PublishedFigures, ...]]:
    """Read every published file of a folder, or skip."""
    return _read_all


@pytest.fixture
def compared() -> Callable[[Sequence[PublishedFigures]], pd.DataFrame]:
    """Put figures beside what is expected: columns value, expected, source, same."""

    def compare(read: Sequence[PublishedFigures]) -> pd.DataFrame:
        figures = pd.concat([each.figures for each in read])
        both = figures.merge(_expected().rename(columns={"value": "expected"}), on=KEYS)
        return both.assign(same=(both["value"] - both["expected"]).abs() < 0.005)

    return compare


@pytest.fixture
def off_total() -> Callable[[PublishedFigures], list[str]]:
    """Name the metrics whose national total is not the sum of the figures."""

    def differing(read: PublishedFigures) -> list[str]:
        keys = ["metric_id", "period"]
        sums = read.figures.groupby(keys, as_index=False)[
            ["numerator", "denominator", "value"]
        ].sum()
        both = read.published_totals.merge(sums, on=keys, suffixes=("", "_sum"))
        assert len(both) == len(read.published_totals)
        parts = (both["numerator"] - both["numerator_sum"]).abs() + (
            both["denominator"] - both["denominator_sum"]
        ).abs()
        whole = (both["value"] - both["value_sum"]).abs()
        return list(both["metric_id"][parts.where(both["unit"] == "%", whole) > 1e-3])

    return differing


@pytest.fixture
def workbook() -> Callable[[Sheets], OpenedFile]:
    """Make a workbook from rows of cells."""
    xlsxwriter = pytest.importorskip("xlsxwriter")

    def make(sheets: Sheets) -> OpenedFile:
        data = io.BytesIO()
        with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
            dates = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        style = dates if hasattr(cell, "year") else None
                        sheet.write(row, column, cell, style)
        return OpenedFile("any name.xlsx", data.getvalue())

    return make
