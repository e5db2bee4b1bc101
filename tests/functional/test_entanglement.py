"""The questions that follow a diagnosis, as a user asks them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rcagraph.library import read_knowledge

ROOT = Path(__file__).parents[2]
TREE = """<opsa-mef><define-fault-tree name="pump">
<define-gate name="top"><or><basic-event name="power"/><gate name="both"/></or>
</define-gate>
<define-gate name="both"><and><basic-event name="a"/><basic-event name="b"/></and>
</define-gate></define-fault-tree></opsa-mef>"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", *arguments],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )


def printed(*arguments: str) -> str:
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_loops_tell_what_turns_and_where_to_break_it() -> None:
    text = printed("loops", "RAJ", "--top", "3")
    for word in ("loops turning", "gain", "break it: at", "moved:", "not turning"):
        assert word in text
    assert "up to 4 links" in printed("loops", "RAJ", "--longest", "4")


def test_every_named_loop_is_told_of() -> None:
    named = read_knowledge().ontology.loops
    text = " ".join(printed("loops", "RAJ").split())
    assert len(named) >= 20
    assert not [loop.label for loop in named if f"{loop.label}:" not in text]


def test_paths_take_ids_without_kind_and_mark_what_is_stitched() -> None:
    text = printed("path", "bedbase", "ed-crowding", "--org", "RAJ", "--longest", "4")
    assert "[str_bedbase]" in text
    assert "weakest link:" in text
    assert "STITCHED" in text or "from end to end" in text
    assert "up to 4 links" in text


def test_why_tells_up_and_down_evidence_and_common_causes() -> None:
    text = printed("why", "s_edcrowding", "--org", "RAJ")
    for word in ("EVIDENCE", "UPSTREAM", "DOWNSTREAM", "COMMON CAUSES", "TOGETHER"):
        assert word in text


def test_blockers_tell_ceilings_and_sets_and_are_the_same_again() -> None:
    asked = ("blockers", "--target", "diagbacklog", "--org", "RAJ", "--order", "2")
    text = printed(*asked)
    for word in ("trust alone", "nation alone", "all together", "SETS", "exact"):
        assert word in text
    assert printed(*asked) == text


def test_blockers_say_that_no_set_would_do() -> None:
    asked = ("blockers", "--target", "ed-crowding", "--org", "RAJ", "--order", "1")
    assert "none of up to 1 driver (exact to that order)" in printed(*asked)


def document(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(*arguments, "--json"))
    assert found["schema"] == f"rcagraph/{arguments[0]}/1"
    assert found["organisation"]["code"] == "RAJ"
    return found


def test_loops_as_json_are_those_that_pass_what_is_chosen() -> None:
    asked = ("--select", "occupancy", "--exclude", "sickness")
    found = document("loops", "RAJ", *asked)
    assert found["selection"] == "occupancy !sickness"
    assert 0 < len(found["turning"]) < found["turning_in_all"]
    for loop in (*found["turning"], *found["still"]):
        assert "i_occupancy" in loop["nodes"]
        assert "s_sickness" not in loop["nodes"]
        beliefs = [found["nodes"][node]["belief"] for node in loop["nodes"]]
        assert loop["weakest_belief"] == min(beliefs)
        assert loop["turning"] == (min(beliefs) >= 0.5)


def test_paths_as_json_go_by_way_of_what_is_chosen() -> None:
    ends = ("bedbase", "ed-crowding", "--org", "RAJ", "--longest", "5")
    found = document("path", *ends, "--select", "exitblock")
    assert (found["source"], found["target"]) == ("str_bedbase", "s_edcrowding")
    assert 0 < len(found["paths"]) < found["paths_in_all"]
    shares = [path["share"] for path in found["paths"]]
    assert shares == sorted(shares, reverse=True)
    for path in found["paths"]:
        assert "i_exitblock" in path["nodes"][1:-1]
        assert (path["nodes"][0], path["nodes"][-1]) == ("str_bedbase", "s_edcrowding")
        assert path["stitched"] == (len(path["nodes"]) > 2 and not path["end_to_end"])


def test_why_as_json_tells_of_chosen_nodes_and_names_every_node() -> None:
    found = document("why", "s_edcrowding", "--org", "RAJ", "--select", "str_*")
    assert found["node"] == "s_edcrowding"
    assert 0 < len(found["upstream"]) < found["upstream_in_all"]
    for each in found["upstream"]:
        assert found["nodes"][each["node"]]["driver_class"] == "structural"
    assert {each["about"] for each in found["ledger"]} <= set(found["nodes"])


def test_blockers_as_json_look_at_chosen_drivers_and_say_what_helps() -> None:
    asked = ("--target", "diagbacklog", "--org", "RAJ", "--order", "1")
    found = document("blockers", *asked, "--select", "level:nation")
    levels = [each["level"] for each in found["ceilings"]]
    assert levels == ["trust", "system", "nation", None]
    named = {each["driver"] for each in found["holding"]}
    named |= {d for each in (*found["sets"], *found["best"]) for d in each["drivers"]}
    assert named == set(found["help"])
    assert {found["nodes"][each]["level"] for each in named} == {"nation"}


def test_the_matrix_has_every_driver_once() -> None:
    table = printed("blockers", "--matrix", "--org", "RAJ", "--csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len({row["driver"] for row in rows}) == len(rows) == 87
    assert all(-0.001 <= float(row["s_deficit"]) <= 1 for row in rows)


def test_a_fault_tree_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "tree.xml"
    path.write_text(TREE, encoding="utf-8")
    text = printed("blockers", "--fault-tree", str(path), "--order", "2")
    assert "order 1: 1" in text
    assert "order 2: 1" in text
    assert "a + b" in text
    told = json.loads(printed("blockers", "--fault-tree", str(path), "--json"))
    assert (told["schema"], told["events"]) == ("rcagraph/cut-sets/1", 3)
    assert told["sets"] == [["power"], ["a", "b"]]


def test_a_broken_fault_tree_is_told_with_a_code_to_look_up(tmp_path: Path) -> None:
    path = tmp_path / "tree.xml"
    path.write_text(TREE.replace('name="both"/', 'name="bot"/'), encoding="utf-8")
    done = run("blockers", "--fault-tree", str(path), "--top-gate", "top")
    assert done.returncode == 12
    assert done.stderr.startswith("error[RCG131]: tree.xml:2: unknown gate")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("why", "ed-crowdin", "--org", "RAJ"), 13, "did you mean 's_edcrowding'"),
        (("loops", "RAK"), 13, "unknown organisation"),
        (("blockers", "--org", "RAJ"), 2, "--target or --matrix"),
        (("blockers", "--matrix", "--csv", "--json"), 2, "not both"),
    ],
)
def test_mistakes_end_in_a_message(
    arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
