"""docs/a-diagnosticians-afternoon.md: its commands run as written, and do what it says.

The commands run one after the other in a folder of their own; tests look at what each
printed.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from rcagraph import knowledge_graph, pipeline
from rcagraph.cli import rcagraph

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "a-diagnosticians-afternoon.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.*)$", PAGE, re.MULTILINE)
Run = Callable[..., Result]


def keep(
    name: str, key: Callable[[tuple[Any, ...]], str]
) -> tuple[str, Callable[..., object]]:
    """Do once for all commands what hangs on the same input."""
    known: dict[str, object] = {}
    original = getattr(pipeline, name)

    def once(*asked: Any, **named: Any) -> object:  # noqa: ANN401 - as the original
        wanted = f"{key(asked)} {named}"
        if wanted not in known:
            known[wanted] = original(*asked, **named)
        return known[wanted]

    return name, once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("afternoon")
    shutil.copytree(ROOT / "examples" / "reviews", folder / "examples" / "reviews")
    (folder / "none.jsonl").touch()
    return folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    kept = dict(
        [
            keep("read_figures", lambda asked: str(asked[0])),
            keep("read_ontology", lambda asked: str(asked[0])),
            keep("read_library", lambda asked: str(asked[0])),
            keep("read_organisations", lambda asked: str(asked[0])),
            keep("weigh_organisations", lambda asked: str(asked[2])),
            keep("history_of", lambda asked: str(asked[1][0].as_of)),
            keep("diagnose", lambda asked: f"{asked[1]} {asked[0].answers.by_id}"),
        ]
    )

    def run(command: str, code: int = 0) -> Result:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            for name, once in kept.items():
                patch.setattr(pipeline, name, once)
            patch.setattr(knowledge_graph, "diagnose", kept["diagnose"])
            words = shlex.split(command)[1:]
            done = CliRunner().invoke(rcagraph, words, standalone_mode=False)
        error = done.exception
        found = getattr(error, "exit_code", done.exit_code)
        assert found == code, (command, done.output, error)
        return done

    return run


@pytest.fixture(scope="module")
def printed(run: Run) -> list[tuple[str, str]]:
    """Every command of the page with what it printed, in order."""
    ours = (each for each in COMMANDS if each.startswith("rcagraph "))
    return [(command, run(command).output) for command in ours]


def said(printed: list[tuple[str, str]], start: str) -> list[str]:
    return [text for command, text in printed if command.startswith(start)]


@pytest.fixture(scope="module")
def diagnosis(run: Run, printed: list[tuple[str, str]]) -> dict[str, Any]:
    assert printed
    return dict(json.loads(run("rcagraph diagnose RAJ --json").stdout))


def test_the_page_has_six_answers_and_two_reviews() -> None:
    answers = [each for each in COMMANDS if each.startswith("rcagraph answer")]
    assert sum("--outcome" in each for each in answers) == 6
    assert sum("--from-review" in each for each in answers) == 2


def test_the_shown_review_is_the_shipped_one() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    shipped = ROOT / "examples" / "reviews" / "raj-cqc-2023.yaml"
    lines = {
        line.partition("  #")[0].rstrip()
        for line in shown.splitlines()
        if not line.startswith("reliability")
    }
    assert lines <= set(shipped.read_text(encoding="utf-8").splitlines())


def test_enquiries_name_the_ids_that_answers_take(
    printed: list[tuple[str, str]],
) -> None:
    before, after = said(printed, "rcagraph enquiries RAJ --top 6")
    assert "diagnostic-capacity-and-flow/specialty-gap-list" in before
    assert "MEDICAL DIRECTOR" in before
    assert "specialty-gap-list" not in after
    assert "scanners-age-and-hours" not in after


def test_the_second_diagnosis_tells_what_moved(
    printed: list[tuple[str, str]],
) -> None:
    before, after = said(printed, "rcagraph diagnose RAJ")
    assert "ANSWERS" not in before
    assert "ANSWERS (9)" in after
    assert "Settled by earlier reviews that agree" in after
    assert "contradict each other" in after
    assert re.search(r"rank \d+ → \d+", after)


def test_a_contradiction_is_kept_and_shown(
    printed: list[tuple[str, str]], diagnosis: dict[str, Any]
) -> None:
    second = said(printed, "rcagraph answer RAJ bed-model --outcome refutes")
    assert "says otherwise" in second[0]
    (conflict,) = diagnosis["answered"]["conflicts"]
    assert conflict["about"] == "str_bedbase"
    assert len(conflict["answers"]) == 2
    weights = [
        each["weight"]
        for each in diagnosis["answered"]["answers"]
        if each["about"] == "str_bedbase"
    ]
    assert weights[0] > 0 > weights[1]
    assert "bed-base-too-small/bed-model" not in ids(diagnosis)


def ids(diagnosis: dict[str, Any]) -> list[str]:
    return [f"{each['hypothesis']}/{each['id']}" for each in diagnosis["enquiries"]]


def test_what_reviews_agree_on_is_accepted_and_not_asked(
    diagnosis: dict[str, Any],
) -> None:
    (accepted,) = diagnosis["answered"]["accepted"]
    assert (accepted["about"], accepted["present"]) == ("ops_training", True)
    drivers = {each["id"]: each for each in diagnosis["drivers"]}
    training = drivers["ops_training"]
    assert training["verdict"] == "supported"
    assert training["reason"].startswith("accepted: 2 reviews agree")
    assert "ops_training" not in [each["about"] for each in diagnosis["enquiries"]]
    assert drivers["str_estate"]["verdict"] == "unresolved"  # one review only


def test_an_unclear_answer_stays_open_and_marked(diagnosis: dict[str, Any]) -> None:
    (open_,) = [
        each
        for each in diagnosis["enquiries"]
        if each["id"] == "race-and-disability-equality-standards"
    ]
    assert open_["unsettled"].startswith("asked on 2026-07-07 (equality lead)")


def test_the_answer_is_in_the_ledger_of_its_driver(diagnosis: dict[str, Any]) -> None:
    drivers = {each["id"]: each for each in diagnosis["drivers"]}
    moved = {each["id"]: each for each in diagnosis["answered"]["moved"]}
    ledger = drivers["str_scanners"]["ledger"]
    assert ledger[0]["evidence"].startswith("answer/")
    assert ledger[0]["decibans"] > 4
    assert (
        moved["str_scanners"]["belief_after"] > moved["str_scanners"]["belief_before"]
    )
    assert moved["str_scanners"]["belief_after"] == drivers["str_scanners"]["belief"]
    assert [moved[each]["rank_after"] for each in drivers] == [
        each["rank"] for each in drivers.values()
    ]


def test_what_moved_is_the_diagnosis_without_answers(
    run: Run, diagnosis: dict[str, Any]
) -> None:
    command = "rcagraph diagnose RAJ --json --answers none.jsonl --out bare"
    empty = json.loads(run(command).stdout)
    assert empty["answered"]["answers"] == []
    before = {each["id"]: each for each in diagnosis["answered"]["moved"]}
    for each in empty["drivers"]:
        told = before[each["id"]]
        assert each["rank"] == told["rank_before"]
        assert each["belief"] == pytest.approx(told["belief_before"], abs=1e-5)
        assert each["contribution"] == pytest.approx(
            told["contribution_before"], abs=1e-5
        )


def test_a_day_before_the_answers_leaves_them_out(
    run: Run, printed: list[tuple[str, str]]
) -> None:
    assert printed
    command = "rcagraph diagnose RAJ --as-of 2026-07-06 --json --out early"
    early = json.loads(run(command).stdout)
    dates = {each["given"] for each in early["answered"]["answers"]}
    assert max(dates) == "2026-07-06"
    assert early["answered"]["conflicts"] == []


def test_recording_again_adds_nothing(run: Run, printed: list[tuple[str, str]]) -> None:
    assert printed
    for command in COMMANDS:
        if "specialty-gap-list" in command or "--from-review" in command:
            assert "nothing was added" in run(command).output


def test_names_that_nobody_knows_are_told_with_the_nearest(
    run: Run, printed: list[tuple[str, str]]
) -> None:
    assert printed
    tail = "--outcome confirms --source x --date 2026-07-06"
    wrong = run(f"rcagraph answer RAJ bed-modle {tail}", code=13)
    assert "did you mean 'bed-model'?" in str(wrong.exception)
    loose = run(f"rcagraph answer RAJ bed-model --corrects 00000000 {tail}", code=13)
    assert "not in the file" in str(loose.exception)


def test_an_answer_to_an_enquiry_that_is_gone_is_told_and_counts(
    run: Run, folder: Path, printed: list[tuple[str, str]]
) -> None:
    assert printed
    text = (folder / "answers.jsonl").read_text(encoding="utf-8")
    (folder / "renamed.jsonl").write_text(
        text.replace("scanners-age-and-hours", "scanners-age-or-hours"),
        encoding="utf-8",
    )
    done = run("rcagraph why str_scanners --org RAJ --answers renamed.jsonl")
    assert "did you mean" in done.stderr
    assert "imaging lead, asset register" in done.stdout


def test_a_correction_takes_effect(run: Run, diagnosis: dict[str, Any]) -> None:
    (wrong,) = [
        each["id"]
        for each in diagnosis["answered"]["answers"]
        if each["about"] == "str_bedbase" and each["outcome"] == "refutes"
    ]
    run(
        "rcagraph answer RAJ bed-model --outcome unclear --date 2026-07-08 "
        f"--source 'medical director' --corrects {wrong}"
    )
    after = json.loads(run("rcagraph enquiries RAJ --json").stdout)
    assert after["conflicts"] == []


def test_the_guide_is_written_for_people_and_lists_what_is_open(
    run: Run, folder: Path, printed: list[tuple[str, str]]
) -> None:
    assert printed
    guide = (folder / "guide.md").read_text(encoding="utf-8")
    assert "## Medical director" in guide
    assert guide.count("- Id: `") > 80
    run("rcagraph enquiries RAJ --out guide.txt", code=2)


def test_questions_of_the_page_reach_the_answer(
    printed: list[tuple[str, str]],
) -> None:
    (rests,) = said(printed, "rcagraph query what-a-finding-rests-on")
    assert "imaging lead" in rests
    assert "confirms" in rests
    (sentence,) = said(printed, "rcagraph query what-this-sentence-rests-on")
    assert "sheet 2" in sentence
    (answers,) = said(printed, "rcagraph query what-was-answered")
    assert "9 rows" in answers
    for word in ("accepted", "contradicted", "open"):
        assert word in answers


def test_the_question_about_what_moved_names_what_moved_most(
    printed: list[tuple[str, str]], diagnosis: dict[str, Any]
) -> None:
    (told,) = said(printed, "rcagraph query --org RAJ --text")
    moved = sorted(
        (
            (-abs(each["rank_before"] - each["rank_after"]), each["id"])
            for each in diagnosis["answered"]["moved"]
        ),
    )
    named = re.findall(r"^rcai:(\w+)", told, re.MULTILINE)
    assert named == [name for _, name in moved[:5]]


def test_exports_of_the_page_hold_the_answers(
    folder: Path, printed: list[tuple[str, str]], diagnosis: dict[str, Any]
) -> None:
    assert printed
    book = openpyxl.load_workbook(folder / "raj.xlsx")
    heading, *rows = book["answers"].iter_rows(values_only=True)
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    assert [(row["id"], row["source"]) for row in told] == [
        (each["id"], each["source"]) for each in diagnosis["answered"]["answers"]
    ]
    graph = nx.read_graphml(folder / "scanners.graphml")
    drivers = {each["id"]: each for each in diagnosis["drivers"]}
    assert graph.nodes["str_scanners"]["rank"] == drivers["str_scanners"]["rank"]
    assert 5 < len(graph) < len(diagnosis["nodes"])
