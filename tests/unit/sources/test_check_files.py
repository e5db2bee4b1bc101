from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rcagraph.diagnostics.code import Code
from rcagraph.library import check_files
from rcagraph.sources.bundled import (
    examples_folder,
    hypotheses_folder,
    ontology_folder,
)
from rcagraph.sources.check_files import scan_ontology, scan_tables, sort_paths
from rcagraph.sources.observations_csv import read_observations
from rcagraph.vocabulary.terms import Ontology

SHIPPED = examples_folder() / "england" / "observations.csv.gz"


def test_without_a_path_all_that_is_shipped_is_checked() -> None:
    asked = sort_paths([])
    assert (asked.ontology, asked.libraries) == (
        ontology_folder(),
        [hypotheses_folder()],
    )
    assert asked.observations == [SHIPPED]
    assert asked.everything


def test_paths_are_told_apart_by_what_they_hold(library: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "ontology").mkdir(parents=True)
    (other / "ontology" / "a.ttl").touch()
    (other / "observations.csv").touch()
    file = library / "slow-discharge.yaml"
    asked = sort_paths([file, other, tmp_path / "x.csv"])
    assert asked.libraries == [hypotheses_folder(), file]
    assert asked.ontology == other / "ontology"
    assert asked.observations == [other / "observations.csv"]
    assert [each.code for each in asked.problems] == [Code.NOTHING_THERE]
    assert not asked.everything


def test_a_part_of_the_shipped_library_is_not_read_twice() -> None:
    asked = sort_paths([hypotheses_folder() / "finance"])
    assert asked.libraries == [hypotheses_folder()]
    assert asked.everything


def test_a_folder_with_nothing_to_check_is_a_problem(tmp_path: Path) -> None:
    (problem,) = sort_paths([tmp_path]).problems
    assert (problem.code, problem.file) == (Code.NOTHING_THERE, str(tmp_path))


def test_metrics_with_figures_are_those_of_a_full_reading(ontology: Ontology) -> None:
    quick = scan_tables([], ontology).metrics
    assert set(quick) == set(read_observations(SHIPPED, {}).metrics)


def test_all_that_is_shipped_has_no_error() -> None:
    checked = check_files(shapes=False)
    assert checked.report.errors == 0, checked.report.problems
    assert checked.report.loops == 20
    assert not checked.report.skipped
    counted = dict(checked.report.counted)
    assert (counted["driver"], counted["hypothesis"]) == (87, 75)


def test_a_local_file_is_held_against_the_shipped_ones(tmp_path: Path) -> None:
    shipped = next(hypotheses_folder().rglob("exit-block.yaml"))
    text = shipped.read_text(encoding="utf-8")
    local = tmp_path / "exit-block.yaml"
    local.write_text(text.replace("i_exitblock", "i_exitblok"), encoding="utf-8")
    checked = check_files([local])
    assert {each.file for each in checked.report.problems} == {str(local)}
    assert {each.hint for each in checked.report.problems} == {"i_exitblock"}
    for each in checked.report.problems:
        assert each.line is not None
        assert "i_exitblok" in checked.excerpts[str(local), each.line]


def test_faults_of_ontology_hypotheses_and_figures_come_in_one_run(
    tmp_path: Path,
) -> None:
    words = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    file = words / "metrics.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("high-is-bad", "bad", 1), encoding="utf-8")
    (tmp_path / "mine.yaml").write_text("id: Mine\nlinks: [\n", encoding="utf-8")
    (tmp_path / "o.csv").write_text("org_code\nRAJ\n", encoding="utf-8")
    checked = check_files([words, tmp_path / "mine.yaml", tmp_path / "o.csv"])
    codes = {each.code for each in checked.report.problems}
    assert {Code.PROPERTY_WORD, Code.YAML_SYNTAX, Code.COLUMN_MISSING} <= codes
    assert checked.report.skipped.startswith("names")


def test_a_driver_without_links_is_told_where_the_ontology_describes_it(
    tmp_path: Path,
) -> None:
    words = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    file = words / "drivers.ttl"
    text = file.read_text(encoding="utf-8")
    start = text.index("rcai:ops_bedmgmt\n")
    block = text[start : text.index("\n\n", start)]
    new = block.replace("ops_bedmgmt", "ops_new").replace("Poor bed", "New bed")
    file.write_text(f"{text}\n{new}\n", encoding="utf-8")
    problems = check_files([words], shapes=False).report.problems
    told = [each for each in problems if "ops_new" in each.message]
    line = (text + "\n").count("\n") + 1
    assert [(each.code, each.file, each.line) for each in told] == [
        (Code.DRIVER_UNLINKED, f"{words}/drivers.ttl", line),
        (Code.DRIVER_WITHOUT_ENQUIRY, f"{words}/drivers.ttl", line),
    ]


def test_what_the_shapes_find_is_told_at_the_line(tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    words = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    file = words / "drivers.ttl"
    text = file.read_text(encoding="utf-8")
    start = text.index("skos:definition", text.index("rcai:ops_bedmgmt\n"))
    end = text.index("\n", start)
    file.write_text(text[:start] + text[end:], encoding="utf-8")
    problems = scan_ontology(words, shapes=True).problems
    assert problems
    assert {each.file for each in problems} == {f"{words}/drivers.ttl"}


def test_shapes_that_are_none_are_a_problem_and_no_crash(tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    words = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    (words / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<x#s> a sh:NodeShape ; sh:targetClass <x#c> ; sh:property <x#nowhere> .\n",
        encoding="utf-8",
    )
    for problem in scan_ontology(words, shapes=True).problems:
        assert problem.code
