"""docs/writing-a-hypothesis.md: what it tells a newcomer to do works, and does that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rcagraph.findings.diagnosis import Diagnosis, RankedDriver
from rcagraph.library import check_files
from rcagraph.outputs.starter import EXAMPLE
from rcagraph.pipeline import diagnose, read_case

GUIDE = Path(__file__).parents[2] / "docs" / "writing-a-hypothesis.md"
TEXT = GUIDE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
DRIVER = "str_multisite"


def diagnosis_with(*libraries: Path) -> Diagnosis:
    return diagnose(read_case(library=libraries), "RAJ", draws=10)


def driver(diagnosis: Diagnosis) -> RankedDriver:
    (found,) = [each for each in diagnosis.drivers if each.node.id == DRIVER]
    return found


@pytest.fixture(scope="module")
def claim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claim")
    (folder / "mine.yaml").write_text(EXAMPLES[0], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def claim_and_test(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claim-and-test")
    text = EXAMPLES[0] + EXAMPLES[1]
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shipped() -> Diagnosis:
    return diagnosis_with()


def test_the_example_is_short_and_the_one_that_init_writes() -> None:
    assert len(EXAMPLES[0].splitlines()) < 20
    assert EXAMPLES[0] == EXAMPLE


def test_both_examples_pass_the_check(claim: Path, claim_and_test: Path) -> None:
    assert check_files([claim]).report.problems == ()
    assert check_files([claim_and_test]).report.problems == ()


def test_the_claim_raises_contribution_and_rank_and_hardly_moves_belief(
    claim: Path, shipped: Diagnosis
) -> None:
    diagnosis = diagnosis_with(claim)
    before, after = driver(shipped), driver(diagnosis)
    assert after.contribution > 1.2 * before.contribution
    assert after.rank < before.rank
    assert after.belief == pytest.approx(before.belief, abs=0.03)
    links = {(link.cause, link.effect): link for link in diagnosis.graph.links}
    assert [each.local for each in links[DRIVER, "i_exitblock"].claims] == [True]


def test_the_failing_test_lowers_belief_and_refutes(
    claim_and_test: Path, shipped: Diagnosis
) -> None:
    before, after = driver(shipped), driver(diagnosis_with(claim_and_test))
    assert after.belief < before.belief
    assert after.verdict == "refuted"


def test_every_word_of_the_format_is_in_the_guide() -> None:
    for word in ("weak", "moderate", "strong", "days-weeks", "1-2 years", "rare"):
        assert f"`{word}`" in TEXT
