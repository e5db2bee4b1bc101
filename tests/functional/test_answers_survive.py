"""Killed while it records an answer: nothing is lost, nothing half-written."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rcagraph.answering import record
from rcagraph.answers.answer import Answer, new_answer
from rcagraph.outputs import files
from rcagraph.sources.answers_jsonl import read_answers

NODES = ("ops_flow",)
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def answer(number: int) -> Answer:
    return new_answer(
        organisation="RZZ",
        about="ops_flow",
        outcome="confirms",
        kind="interview",
        reliability="moderate",
        source="chief nurse",
        note=f"number {number} " + "x" * 2000,
        given=date(2026, 3, 1),
        recorded=date(2026, 3, 2),
    )


def child(work: Callable[[], object]) -> int:
    """Fork, work and end without a word; return the process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def notes(file: Path) -> list[str]:
    book = read_answers(file, NODES, must_exist=False)
    return [each.note.split()[1] for each in book.answers]


def record_many(file: Path, first: int) -> None:
    for number in range(first, first + 100_000):
        record(file, [answer(number)], NODES)


@needs_fork
def test_killed_at_any_moment_the_answers_are_whole(tmp_path: Path) -> None:
    file, rng, before = tmp_path / "answers.jsonl", random.Random(5), 0  # noqa: S311
    for _ in range(25):
        pid = child(lambda first=before: record_many(file, first))
        time.sleep(rng.uniform(0.005, 0.05))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        found = notes(file)
        assert found == [str(number) for number in range(len(found))]
        assert len(found) >= before
        before = len(found)
    record(file, [answer(before)], NODES)
    assert len(notes(file)) == before + 1 > 1
    assert not list(tmp_path.glob("*.new"))
    assert not list(tmp_path.glob(".*.new"))


@needs_fork
@pytest.mark.parametrize(
    ("owner", "name"),
    [(os, "fsync"), (Path, "replace"), (Path, "open"), (files, "_sync_names")],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_killed_at_a_step_there_is_the_old_file_or_the_new(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
) -> None:
    file = tmp_path / "answers.jsonl"
    record(file, [answer(0)], NODES)
    old = file.read_bytes()

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        monkeypatch.setattr(owner, name, die)
        record(file, [answer(1)], NODES)

    _, status = os.waitpid(child(work), 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert file.read_bytes().startswith(old)
    assert notes(file) in (["0"], ["0", "1"])


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    program = (
        "import sys, json\n"
        "from pathlib import Path\n"
        "from rcagraph.answers.answer import Answer\n"
        "from rcagraph.answering import record\n"
        "for line in sys.stdin:\n"
        "    said = Answer.model_validate_json(line)\n"
        f"    record(Path({str(file)!r}), [said], ('ops_flow',))\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for at, process in enumerate(started):
        lines = (answer(2 * number + at) for number in range(20))
        assert process.stdin is not None
        process.stdin.write("".join(f"{e.model_dump_json()}\n" for e in lines))
        process.stdin.close()
    assert [process.wait() for process in started] == [0, 0]
    assert sorted(map(int, notes(file))) == list(range(40))


def test_earlier_lines_stay_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    record(file, [answer(0)], NODES)
    # Keys in another order, and no line end: as another program may have written it.
    said = json.loads(file.read_text(encoding="utf-8"))
    odd = json.dumps(dict(reversed(said.items())))
    file.write_text(odd, encoding="utf-8", newline="")
    record(file, [answer(1)], NODES)
    assert file.read_text(encoding="utf-8").startswith(odd + "\n")
    assert notes(file) == ["0", "1"]
