from __future__ import annotations

import json

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem
from rcagraph.findings.check import CheckReport
from rcagraph.graph.causal_graph import CausalLink, Claim
from rcagraph.graph.loops import FeedbackLink
from rcagraph.outputs.check_json import check_json
from rcagraph.outputs.check_text import check_concise, check_full, check_github
from rcagraph.outputs.problems_text import Style

CLAIM = Claim(
    hypothesis="h", source="s", why="w", evidence="measured", contested="", place="p"
)
LINK = CausalLink(
    cause="a",
    effect="b",
    strength=0.4,
    lag="days",
    lag_days=3,
    claims=(CLAIM,),
    feedback=True,
)
ERROR = Problem(
    file="a,b.yaml",
    line=2,
    column=3,
    message="50% wrong:\nvery",
    code=Code.KEY_TWICE,
)
WARNING = Problem(message="odd", code=Code.STRONG_PRIOR, severity="warning")
REPORT = CheckReport(
    problems=(ERROR, WARNING),
    feedback=(
        FeedbackLink(link=LINK, nodes=("b", "a"), names=("The old one",), local=False),
    ),
    loops=1,
    counted=(("hypothesis", 2), ("link", 1)),
    skipped="shapes",
)


def test_in_full_come_problems_then_loops_then_the_sum() -> None:
    told = check_full(REPORT, {}, Style())
    parts = [
        "error[RCG013]: 50% wrong:",
        "warning[RCG203]: odd",
        "info: the links close 1 loop known by name; 1 link act",
        "  a → b (strength 0.4, days): b → a; The old one",
        "rcagraph explain RCG013 RCG203",
        "Checked 2 hypotheses, 1 link.",
        "Not checked: shapes.",
        "1 error, 1 warning.",
    ]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert told.endswith("1 error, 1 warning.\n")


def test_a_check_of_local_files_lists_local_loops_alone() -> None:
    local = CheckReport(
        problems=(), local=True, feedback=REPORT.feedback, loops=1, counted=()
    )
    told = check_full(local, {}, Style())
    assert "a → b" not in told
    assert told.endswith("No problems.\n")


def test_in_short_there_is_one_line_for_each_and_the_sum() -> None:
    assert check_concise(REPORT, Style()).splitlines() == [
        "a,b.yaml:2:3: error[RCG013]: 50% wrong:\ufffdvery",
        "warning[RCG203]: odd",
        "Not checked: shapes.",
        "1 error, 1 warning.",
    ]


def test_workflow_commands_escape_what_would_end_them() -> None:
    first, second, *_ = check_github(REPORT).splitlines()
    assert first == (
        "::error file=a%2Cb.yaml,line=2,col=3,title=RCG013::"
        "error[RCG013]: 50%25 wrong:\ufffdvery"
    )
    assert second == "::warning title=RCG203::warning[RCG203]: odd"


def test_json_holds_all_that_the_report_holds() -> None:
    document = json.loads(check_json(REPORT))
    assert (document["version"], document["errors"], document["warnings"]) == (1, 1, 1)
    assert document["checked"] == {"hypothesis": 2, "link": 1}
    assert document["problems"][0] == {
        "code": "RCG013",
        "severity": "error",
        "file": "a,b.yaml",
        "line": 2,
        "column": 3,
        "message": "50% wrong:\nvery",
        "found": None,
        "expected": None,
        "did_you_mean": None,
    }
    assert document["feedback"][0]["loop"] == ["b", "a"]
    assert document["not_checked"] == "shapes"
