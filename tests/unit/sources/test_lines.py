from __future__ import annotations

import gzip
from pathlib import Path

from rcagraph.sources.lines import bad_byte, read_lines


def test_the_lines_asked_for_are_read_whatever_ends_them(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    for ending in (b"\n", b"\r\n", b"\r"):
        file.write_bytes(ending.join((b"one", b"two", b"three")))
        assert read_lines(file, [1, 3]) == {1: "one", 3: "three"}


def test_lines_of_a_zipped_file_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"one\ntwo\n"))
    assert read_lines(file, [2]) == {2: "two"}


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    assert read_lines(tmp_path / "nowhere", [1]) == {}
    half = tmp_path / "half.gz"
    half.write_bytes(gzip.compress(b"one\n" * 999)[:30])
    assert read_lines(half, [900]) == {}


def test_long_lines_are_cut_and_odd_bytes_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbfcaf\xe9 " + b"x" * 9_999)
    line = read_lines(file, [1])[1]
    assert line.startswith("caf\ufffd x")
    assert len(line) == 2_000


def test_the_first_byte_that_is_no_text_has_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("é\r\nné\n".encode() + b"ab\xff")
    assert bad_byte(file) == (3, 3, 0xFF)
    file.write_bytes(b"fine")
    assert bad_byte(file) is None
