from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import OutputError
from rcagraph.library import check_files
from rcagraph.outputs.starter import write_starter
from rcagraph.sources.hypothesis_schema import hypothesis_schema


def test_a_new_folder_has_no_problem_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    written = write_starter(folder, hypothesis_schema())
    assert sorted(folder.rglob("*.*")) == sorted(written)
    report = check_files([folder]).report
    assert report.problems == ()
    assert dict(report.counted)["observation"] == 3


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already; nothing was written"):
        write_starter(folder, "{}")
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        write_starter(file, "{}")


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    write_starter(tmp_path / "mine", "{}")
    assert (tmp_path / "mine" / "schema.json").is_file()


def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_starter(tmp_path / "file" / "mine", "{}")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
