from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import HypothesesError
from rcagraph.findings.cut_sets import minimal_cut_sets
from rcagraph.sources.fault_tree_xml import read_fault_tree


def written(folder: Path, gates: str, before: str = "") -> Path:
    path = folder / "tree.xml"
    path.write_text(
        f"{before}<opsa-mef><define-fault-tree name='t'>\n{gates}\n"
        "</define-fault-tree></opsa-mef>",
        encoding="utf-8",
    )
    return path


def refused(path: Path, top: str = "") -> str:
    with pytest.raises(HypothesesError) as caught:
        read_fault_tree(path, top=top)
    return str(caught.value)


def test_nested_formulas_and_house_events_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """<define-gate name="top"><label>Top</label><or>
          <and><basic-event name="a"/><house-event name="h"/></and>
          <atleast min="2"><event name="b"/><event name="c"/><gate name="g"/></atleast>
        </or></define-gate>
        <define-gate name="g"><basic-event name="d"/></define-gate>
        <define-house-event name="h"><constant value="true"/></define-house-event>""",
    )
    tree = read_fault_tree(path)
    assert (tree.top, tree.events) == ("top", ("a", "b", "c", "d"))
    sets = minimal_cut_sets(tree, order=2).sets
    assert sets == (("a",), ("b", "c"), ("b", "d"), ("c", "d"))


def test_a_gate_can_be_named_as_the_top(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """<define-gate name="x"><or><basic-event name="a"/></or></define-gate>
        <define-gate name="y"><or><basic-event name="b"/></or></define-gate>""",
    )
    assert "no single top gate" in refused(path)
    assert minimal_cut_sets(read_fault_tree(path, top="y"), order=1).sets == (("b",),)
    assert "did you mean 'x'" in refused(path, top="X")


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"
    path = written(
        tmp_path, "<define-gate name='g'><or>&b;</or></define-gate>", before=bomb
    )
    assert "document type declaration" in refused(path)


def test_all_problems_are_told_together_with_their_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """<define-gate name="g"><nand><basic-event name="a"/></nand></define-gate>
        <define-gate name="h"><atleast min="3"><gate name="g"/></atleast></define-gate>
        <define-gate name="h"><or><gate name="g"/></or></define-gate>""",
    )
    said = refused(path)
    for part in (
        "tree.xml:2: unknown formula",
        "tree.xml:3: atleast",
        "more than once",
    ):
        assert part in said


def test_unknown_gates_and_circles_are_refused(tmp_path: Path) -> None:
    unknown = "<define-gate name='g'><or><gate name='nobody'/></or></define-gate>"
    assert "unknown gate" in refused(written(tmp_path, unknown))
    circle = """<define-gate name="t"><or><gate name="a"/></or></define-gate>
        <define-gate name="a"><or><gate name="b"/></or></define-gate>
        <define-gate name="b"><or><gate name="a"/></or></define-gate>"""
    assert "in a circle" in refused(written(tmp_path, circle))


def test_what_is_no_xml_or_no_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tree.xml"
    path.write_text("<opsa-mef><", encoding="utf-8")
    assert "not well-formed" in refused(path)
    assert "cannot be read" in refused(tmp_path / "none.xml")
