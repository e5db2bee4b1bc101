"""docs/querying.md: every command of it works when pasted."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from rcagraph.cli.export import _FILES
from rcagraph.sources.questions import read_questions
from rcagraph.stores.prefixes import PREFIXES

Call = Callable[..., tuple[str, str]]
PAGE = Path(__file__).parents[2] / "docs" / "querying.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ rcagraph (.*)$", TEXT, re.MULTILINE)
(OWN,) = re.findall(r"```sparql\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_does_what_it_says(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.rq").write_text(OWN, encoding="utf-8")
    told, _ = call(*shlex.split(command))
    if command.startswith("query"):
        # A heading and at least one row, or yes.
        assert len(told.splitlines()) > 2 or told == "yes\n"
        assert "\n0 rows\n" not in told
        return
    out = re.search(r"--out (\S+)", command)
    form = re.search(r"--format (\w+)", command)
    assert form is not None
    path = Path(out[1]) if out else Path("out", "RAJ", _FILES[form[1]])
    assert path.stat().st_size > 10_000


def test_the_page_names_every_prefix_format_and_question_about_findings() -> None:
    assert all(f"`{prefix}:`" in TEXT for prefix in PREFIXES)
    assert all(f"`{form}`" in TEXT for form in _FILES)
    for name, question in read_questions().items():
        assert not question.about_organisations or name in TEXT, name
