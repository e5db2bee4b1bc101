from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import OutputError
from rcagraph.outputs.files import write_atomically, write_together


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_text_is_written_as_utf8_without_changing_line_ends(tmp_path: Path) -> None:
    write_atomically(tmp_path / "new" / "a.txt", "■ one\r\ntwo\n")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "■ one\r\ntwo\n".encode()


def test_an_earlier_file_is_replaced_and_nothing_is_left_beside_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("old")
    write_atomically(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert names(tmp_path) == {"a.txt"}


def test_paths_come_back_in_the_order_given(tmp_path: Path) -> None:
    written = write_together(tmp_path, {"b": "1", "a": "2"})
    assert written == (tmp_path / "b", tmp_path / "a")


def test_when_one_file_cannot_be_written_none_changes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "c.txt").mkdir()
    with pytest.raises(OutputError, match=r"c\.txt: .*nothing has changed"):
        write_together(tmp_path, {"a.txt": "new", "b.txt": "new", "c.txt": "new"})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert names(tmp_path) == {"a.txt", "c.txt"}


def test_a_text_that_cannot_be_encoded_leaves_no_temporary_file(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_together(tmp_path, {"a.txt": "fine", "b.txt": "\ud800"})
    assert names(tmp_path) == set()


def test_a_file_in_place_of_the_folder_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError) as caught:
        write_atomically(tmp_path / "out" / "a.txt", "new")
    assert caught.value.exit_code == 15


def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    write_atomically(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode
