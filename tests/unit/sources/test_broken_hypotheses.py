"""Ways of breaking a hypothesis file: each gets its code, at its line, and no crash."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.findings.check import CheckInputs, check
from rcagraph.sources.hypotheses_yaml import scan_library
from rcagraph.vocabulary.terms import Ontology

# What is written in place of what → code, line, column.
CHANGES: dict[str, tuple[str, str, Code, int, int]] = {
    "tab for indentation": ("    lag:", "\tlag:", Code.TAB, 11, 1),
    "tab in front of a dash": ("  - id: occ", "\t- id: occ", Code.TAB, 16, 1),
    "key twice": ("days\n", "days\n    lag: weeks\n", Code.KEY_TWICE, 12, 5),
    "top key twice": ("theme: flow", "theme: flow\nid: other", Code.KEY_TWICE, 4, 1),
    "colon in text": ("says: Occ", "says: Test: occ", Code.YAML_SYNTAX, 17, 15),
    "quote left open": ("title: Slow", 'title: "Slow', Code.YAML_SYNTAX, 2, 8),
    "bracket left open": ("[s_edcrowding]", "[s_edcrowding", Code.YAML_SYNTAX, 6, 12),
    "key out of line": ("    why: A", "   why: A", Code.YAML_SYNTAX, 14, 4),
    "text that begins with @": ("title: S", "title: @S", Code.YAML_SYNTAX, 2, 8),
    "tag": ("theme: flow", "theme: !!python/name:os.system", Code.YAML_TAG, 3, 8),
    "local tag": ("links:\n", "links: !list\n", Code.YAML_TAG, 7, 8),
    "alias": ("cause: ops_discharge", "cause: *driver", Code.YAML_ALIAS, 8, 12),
    "list as a key": ("theme: flow", "? [theme]\n: flow", Code.KEY_NOT_TEXT, 3, 3),
    "second document": ("tests:\n", "---\ntests:\n", Code.SEVERAL_DOCUMENTS, 15, 1),
    "NUL": ("A study", "A\0study", Code.CONTROL_CHARACTER, 14, 11),
    "escape sequence": ("A study", "A \x1b[2J", Code.CONTROL_CHARACTER, 14, 12),
    "line end of another world": (
        "A study",
        "A\u2028study",
        Code.CONTROL_CHARACTER,
        14,
        11,
    ),
    "misspelt key": ("    lag: days", "    lags: days", Code.KEY_UNKNOWN, 11, 5),
    "unknown top key": (
        "theme: flow",
        "theme: flow\nowner: me",
        Code.KEY_UNKNOWN,
        4,
        1,
    ),
    "key without value": (
        "title: Slow discharge fills the wards",
        "title:",
        Code.WRONG_TYPE,
        2,
        7,
    ),
    "missing key": ("    evidence: published\n", "", Code.KEY_MISSING, 8, 5),
    "missing links": ("links:\n", "link:\n", Code.KEY_UNKNOWN, 7, 1),
    "text where a list belongs": (
        "[s_edcrowding]",
        "s_edcrowding",
        Code.WRONG_TYPE,
        5,
        11,
    ),
    "list where text belongs": ("theme: flow", "theme: [flow]", Code.WRONG_TYPE, 3, 8),
    "number where text belongs": ("title: Slow d", "title: 7 #", Code.WRONG_TYPE, 2, 8),
    "truth value where text belongs": (
        "theme: flow",
        "theme: true",
        Code.WRONG_TYPE,
        3,
        8,
    ),
    "misspelt strength": ("moderate", "modrate", Code.WORD_UNKNOWN, 10, 15),
    "misspelt lag": ("lag: days", "lag: day", Code.WORD_UNKNOWN, 11, 10),
    "misspelt lens": ("lens: peers", "lens: peer", Code.WORD_UNKNOWN, 21, 15),
    "misspelt chance": (
        "if_true: likely",
        "if_true: probable",
        Code.WORD_UNKNOWN,
        23,
        14,
    ),
    "no, which stays a word": (
        "direction: adverse",
        "direction: no",
        Code.WORD_UNKNOWN,
        22,
        20,
    ),
    "strength above one": ("moderate", "1.5", Code.OUT_OF_RANGE, 10, 15),
    "strength of nought": ("moderate", "0", Code.OUT_OF_RANGE, 10, 15),
    "strength below nought": ("moderate", "-0.4", Code.OUT_OF_RANGE, 10, 15),
    "strength without end": ("moderate", "1e999", Code.WORD_UNKNOWN, 10, 15),
    "negative threshold": (
        "adverse\n",
        "adverse\n        threshold: -1\n",
        Code.OUT_OF_RANGE,
        23,
        20,
    ),
    "capitals in an id": ("id: slow-discharge", "id: Slow", Code.NOT_AN_ID, 1, 5),
    "space in an id": ("cause: ops_", "cause: ops ", Code.NOT_AN_ID, 8, 12),
    "path as an id": ("id: slow-discharge", "id: ../../x", Code.NOT_AN_ID, 1, 5),
    "empty text": ("A study of wards.", "''", Code.NOTHING_STATED, 14, 10),
    "empty list": ("[s_edcrowding]", "[]", Code.NOTHING_STATED, 5, 11),
    "unknown driver": (
        "cause: ops_discharge",
        "cause: ops_dischrage",
        Code.NODE_UNKNOWN,
        8,
        12,
    ),
    "unknown effect": ("i_delay", "i_nowhere", Code.NODE_UNKNOWN, 9, 13),
    "unknown symptom": ("[s_edcrowding]", "[s_crowd]", Code.NODE_UNKNOWN, 5, 12),
    "unknown root cause": ("[ops_discharge]", "[ops_none]", Code.NODE_UNKNOWN, 6, 15),
    "unknown node of a test": (
        "bears_on: ops_discharge",
        "bears_on: x",
        Code.NODE_UNKNOWN,
        18,
        15,
    ),
    "unknown node of an enquiry": (
        "about: ops_discharge",
        "about: x",
        Code.NODE_UNKNOWN,
        27,
        12,
    ),
    "unknown metric": (
        "bed_occ_ga_sitrep_pct",
        "bed_occ_pct",
        Code.METRIC_UNKNOWN,
        20,
        17,
    ),
    "link to itself": (
        "effect: i_delay",
        "effect: ops_discharge",
        Code.SELF_LINK,
        9,
        13,
    ),
    "count against peers": (
        "bed_occ_ga_sitrep_pct",
        "rtt_waiting_list",
        Code.COUNT_AGAINST_PEERS,
        21,
        15,
    ),
    "citation without address": (
        "https://example.org/study",
        "Smith 2020",
        Code.SOURCE_MISSING,
        13,
        13,
    ),
    "address without host": (
        "https://example.org/study",
        "https://",
        Code.SOURCE_MISSING,
        13,
        13,
    ),
    "published, yet no source": (
        "https://example.org/study",
        "expert prior",
        Code.SOURCE_CONTRADICTS,
        13,
        13,
    ),
    "test that is even": ("if_true: likely", "if_true: even", Code.TEST_EVEN, 24, 15),
    "test that repeats a reading": (
        "bears_on: ops_discharge",
        "bears_on: i_occupancy",
        Code.TEST_REPEATS,
        18,
        15,
    ),
    "test without figures": (
        "bed_occ_ga_sitrep_pct",
        "leaver_rate_pct",
        Code.TEST_WITHOUT_DATA,
        20,
        17,
    ),
    "symptom out of reach": (
        "[s_edcrowding]",
        "[s_mathharm]",
        Code.SYMPTOM_UNREACHED,
        5,
        12,
    ),
    "state as root cause": (
        "[ops_discharge]",
        "[i_delay]",
        Code.ROOT_CAUSE_NOT_DRIVER,
        6,
        15,
    ),
}

BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
)
WHOLE: dict[str, tuple[bytes, Code, int]] = {
    "empty": (b"", Code.EMPTY_FILE, 1),
    "comment alone": (b"# nothing yet\n", Code.EMPTY_FILE, 1),
    "list": (b"- id: a\n- id: b\n", Code.NOT_A_HYPOTHESIS, 1),
    "text": (b"A story about beds.\n", Code.NOT_A_HYPOTHESIS, 1),
    "Latin-1": (b"id: a\ntitle: caf\xe9\n", Code.NOT_UTF8, 2),
    "UTF-16": ("id: a\n".encode("utf-16"), Code.NOT_UTF8, 1),
    "binary": (bytes(range(256)), Code.NOT_UTF8, 3),
    "billion laughs": (BOMB.encode(), Code.YAML_ALIAS, 2),
    "refers to itself": (b"id: a\nlinks: &l [*l]\n", Code.YAML_ALIAS, 2),
    "deep brackets": (b"id: a\nlinks: " + b"[" * 100_000, Code.TOO_DEEP, 2),
    "deep indentation": (
        b"".join(b" " * n + b"a:\n" for n in range(60)),
        Code.TOO_DEEP,
        21,
    ),
    "50 megabytes": (b"id: a # " + b"x" * 50_000_000, Code.TOO_LARGE, 1),
    "directive": (b"%YAML 3.0\n---\nid: a\n", Code.YAML_SYNTAX, 1),
    "HTML": (b"<html><script>alert(1)</script></html>\n", Code.NOT_A_HYPOTHESIS, 1),
}


def problems_of(folder: Path, ontology: Ontology) -> list[Problem]:
    reading = scan_library([folder], ontology, shipped=folder)
    report = check(
        CheckInputs(
            ontology=ontology,
            library=reading.library,
            examined=reading.library,
            local=True,
            observed={"bed_occ_ga_sitrep_pct", "rtt_waiting_list"},
            observations=0,
            problems=reading.problems,
            names_are_known=not reading.problems,
            place=lambda name: ("ontology/" + name, None),
        )
    )
    return [each for each in report.problems if not each.file.startswith("ontology")]


def test_the_file_to_be_broken_has_no_fault_of_its_own(
    library: Path, ontology: Ontology
) -> None:
    add_the_rest_of_the_chain(library)
    assert problems_of(library, ontology) == []


def add_the_rest_of_the_chain(library: Path) -> None:
    text = (library / "slow-discharge.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("id: slow-discharge", "id: the-rest"),
        ("cause: ops_discharge", "cause: i_delay"),
        ("effect: i_delay", "effect: s_edcrowding"),
    ):
        text = text.replace(old, new)
    (library / "the-rest.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", CHANGES)
def test_each_fault_gets_its_code_at_its_place(
    library: Path, ontology: Ontology, name: str
) -> None:
    old, new, code, line, column = CHANGES[name]
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    add = code in {Code.SYMPTOM_UNREACHED, Code.TEST_REPEATS}
    told = problems_of(library, ontology)
    assert (code, line, column) in [(p.code, p.line, p.column) for p in told], told
    assert all(p.file == "hypotheses/slow-discharge.yaml" for p in told) or add
    assert all(p.code and p.line and p.column for p in told)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_no_hypothesis_gets_one_code(
    tmp_path: Path, ontology: Ontology, name: str
) -> None:
    content, code, line = WHOLE[name]
    (tmp_path / "broken.yaml").write_bytes(content)
    told = problems_of(tmp_path, ontology)
    assert (told[0].code, told[0].line) == (code, line), told
    assert {p.code for p in told} == {code}
    assert len(told) <= 20


def test_the_same_test_id_twice_is_found_at_the_second(
    library: Path, ontology: Ontology
) -> None:
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    tests = text[text.index("  - id: occupied") : text.index("enquiries:")]
    file.write_text(text.replace(tests, tests + tests), encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.line) == (Code.ID_TWICE_IN_FILE, 25)
    assert "the first is on line 16" in problem.expected


def test_the_same_link_twice_from_one_source_is_found(
    library: Path, ontology: Ontology
) -> None:
    add_the_rest_of_the_chain(library)
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    link = text[text.index("  - cause") : text.index("tests:")]
    file.write_text(text.replace(link, link + link), encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.line) == (Code.LINK_TWICE, 15)


def test_the_same_id_in_two_files_is_found_at_the_second(
    library: Path, ontology: Ontology
) -> None:
    text = (library / "slow-discharge.yaml").read_text(encoding="utf-8")
    (library / "twin.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.line) == (Code.ID_TWICE, 1)
    assert problem.file == "hypotheses/twin.yaml"


def test_a_loop_that_may_not_be_broken_is_found_at_its_first_link(
    library: Path, ontology: Ontology
) -> None:
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    link = text[text.index("  - cause") : text.index("tests:")]
    kept = link + "    feedback: false\n"
    back = kept.replace("cause: ops_discharge", "cause: i_delay").replace(
        "effect: i_delay", "effect: ops_discharge"
    )
    file.write_text(text.replace(link, kept + back), encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.line) == (Code.LOOP_UNBREAKABLE, 16)


def test_a_strong_link_on_judgement_alone_is_a_warning(
    library: Path, ontology: Ontology
) -> None:
    add_the_rest_of_the_chain(library)
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("moderate", "strong"),
        ("published", "expert-prior"),
        ("https://example.org/study", "expert prior"),
    ):
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.severity) == (Code.STRONG_PRIOR, "warning")
    file.write_text(text.replace("expert-prior", "definitional"), encoding="utf-8")
    assert problems_of(library, ontology) == []


def test_a_claim_with_nothing_to_see_or_ask_is_a_warning(
    library: Path, ontology: Ontology
) -> None:
    add_the_rest_of_the_chain(library)
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("tests:")], encoding="utf-8")
    (problem,) = problems_of(library, ontology)
    assert (problem.code, problem.line) == (Code.NOTHING_TO_ASK, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n\n",
        lambda text: "---\n" + text,
    ],
    ids=["CR LF", "CR", "BOM", "BOM and CR LF", "no last line end", "blank", "start"],
)
def test_what_editors_do_to_line_ends_is_no_fault(
    library: Path, ontology: Ontology, change: object
) -> None:
    assert callable(change)
    file = library / "slow-discharge.yaml"
    before = scan_library([library], ontology, shipped=library).library.hypotheses[0]
    text = change(file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8", newline="")
    reading = scan_library([library], ontology, shipped=library)
    assert reading.problems == ()
    assert reading.library.hypotheses[0].hypothesis == before.hypothesis


def test_lines_are_counted_the_same_whatever_ends_them(
    library: Path, ontology: Ontology
) -> None:
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8").replace("lag: days", "lag: dy")
    for ending in ("\n", "\r\n", "\r"):
        file.write_text(text.replace("\n", ending), encoding="utf-8", newline="")
        (problem,) = problems_of(library, ontology)
        assert (problem.line, problem.column) == (11, 10)


def test_all_faults_of_a_file_are_told_at_once(
    library: Path, ontology: Ontology
) -> None:
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("lag: days", "lag: dy"),
        ("theme: flow", "theme: Flow"),
        ("    why: A study of wards.\n", ""),
        ("if_false: even", "if_false: never"),
    ):
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    codes = [each.code for each in problems_of(library, ontology)]
    expected = [
        Code.NOT_AN_ID,
        Code.KEY_MISSING,
        Code.WORD_UNKNOWN,
        Code.WORD_UNKNOWN,
    ]
    assert codes == expected


@pytest.mark.skipif(os.name == "nt", reason="folders with this name are not allowed")
def test_a_folder_with_the_name_of_a_file_is_told(
    tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (problem,) = problems_of(tmp_path, ontology)
    assert problem.code == Code.UNREADABLE
