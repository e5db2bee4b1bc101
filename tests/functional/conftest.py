"""What several functional tests share: one diagnosis, and a real SPARQL server."""

from __future__ import annotations

import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import rcagraph.knowledge_graph
import rcagraph.pipeline
from rcagraph.cli import main
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.knowledge_graph import dataset_of
from rcagraph.outputs.dataset import Dataset
from rcagraph.pipeline import Case, diagnose, read_case
from rcagraph.sources.answers_jsonl import read_answers

_PATIENCE = 30  # seconds for the server to start on a busy machine


@pytest.fixture(scope="session")
def england() -> Case:
    """Return the shipped figures."""
    return read_case()


@pytest.fixture(scope="session")
def raj(england: Case) -> Diagnosis:
    """Return the diagnosis that the documentation shows."""
    return diagnose(england, "RAJ")


@pytest.fixture(scope="session")
def raj_dataset(england: Case, raj: Diagnosis) -> Dataset:
    """Return it as RDF with all that it rests on."""
    return dataset_of(england, [raj])


@pytest.fixture(scope="session")
def answered_case(england: Case) -> Case:
    """Return the shipped figures with made-up answers of every kind."""
    file = Path(__file__).parent / "answers.jsonl"
    return replace(england, answers=read_answers(file, england.model.ontology.nodes))


@pytest.fixture(scope="session")
def answered(answered_case: Case) -> Diagnosis:
    """Return the same diagnosis with these answers."""
    return diagnose(answered_case, "RAJ", draws=2)


@pytest.fixture(scope="session")
def answered_dataset(answered_case: Case, answered: Diagnosis) -> Dataset:
    """Return it as RDF."""
    return dataset_of(answered_case, [answered])


@pytest.fixture
def call(
    england: Case,
    raj: Diagnosis,
    raj_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[str, str]]:
    """Return what runs a command in this process: its output, and its messages.

    The figures, the diagnosis of RAJ and its graph, which many commands begin with,
    are not made anew.
    """

    def given_case(
        observations: Path | None,
        *,
        library: tuple[Path, ...] = (),
        without: tuple[str, ...] = (),
        answers: Path | None = None,
    ) -> Case:
        assert (observations, library, without, answers) == (None, (), (), None)
        return england

    def given_diagnosis(
        case: Case, code: str, *, as_of: date | None, peers: Sequence[str] = ()
    ) -> Diagnosis:
        asked = (case is england, code.upper(), as_of, list(peers))
        assert asked == (True, "RAJ", None, [])
        return raj

    def given_dataset(case: Case, diagnoses: Sequence[Diagnosis]) -> Dataset:
        assert (case is england, [*diagnoses] == [raj]) == (True, True)
        return raj_dataset

    monkeypatch.setattr(rcagraph.knowledge_graph, "dataset_of", given_dataset)
    monkeypatch.setattr(rcagraph.pipeline, "read_case", given_case)
    monkeypatch.setattr(rcagraph.pipeline, "diagnose", given_diagnosis)
    monkeypatch.setattr(rcagraph.knowledge_graph, "diagnose", given_diagnosis)

    def run(*arguments: str) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["rcagraph", *arguments])
        main()
        return capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def sparql_server() -> Iterator[str]:
    """Start an Oxigraph server in memory on a free port; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    started = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, started)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait()


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert started.poll() is None, "the server ended by itself"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server did not start")
