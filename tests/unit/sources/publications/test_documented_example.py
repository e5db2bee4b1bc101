"""The reader in docs/adding-a-publication.md works as printed."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import FIGURES, Publication

PAGE = Path(__file__).parents[4] / "docs" / "adding-a-publication.md"
FILE = (
    b"Beds open overnight\n\n"
    b"Period,org code,Org Name,Beds available,Beds occupied,New column\n"
    b'Mar-25,RAJ,Mid and South Essex,"1,600",1520,x\n'
    b"Mar-25,RNN,North Cumbria,-,*,x\n"
    b"Mar-25,ENG,England,100000,92000,x\n"
    b",,Total,1,2,\n"
)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    code = PAGE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    module = tmp_path_factory.mktemp("example") / "example_beds.py"
    module.write_text(code, encoding="utf-8")
    found: Publication = runpy.run_path(str(module))["PUBLICATION"]
    return found


def test_the_documented_reader_reads(publication: Publication) -> None:
    file = OpenedFile("any name.csv", FILE)
    assert publication.recognises(file)
    read = publication.read(file)
    assert tuple(read.figures.columns) == FIGURES
    assert read.figures[
        ["org_code", "metric_id", "value", "row"]
    ].to_numpy().tolist() == [
        ["RAJ", "beds_available_ga", 1600.0, 4],
        ["RAJ", "bed_occ_ga_overnight_pct", 95.0, 4],
    ]
    assert read.published_totals["value"].tolist() == [100000.0, 92.0]
    assert read.problems == ()


def test_the_documented_reader_leaves_other_files_alone(
    publication: Publication,
) -> None:
    assert not publication.recognises(OpenedFile("beds.csv", b"Org Code,Beds\nRAJ,1\n"))
