from __future__ import annotations

from pathlib import Path

from rcagraph.answering import default_answers


def test_answers_are_in_the_workspace_or_in_the_current_folder(tmp_path: Path) -> None:
    assert default_answers(None) == Path("answers.jsonl")
    assert default_answers(tmp_path) == Path("answers.jsonl")  # figures, no workspace
    (tmp_path / "manifest.jsonl").touch()
    assert default_answers(tmp_path) == tmp_path / "answers.jsonl"
