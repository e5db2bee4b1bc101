"""The report of a check for other programs."""

from __future__ import annotations

import json

from rcagraph.errors import Problem
from rcagraph.findings.check import CheckReport

_VERSION = 1  # raised when a key is taken away or changes its meaning


def check_json(report: CheckReport) -> str:
    """Return a JSON object: problems, feedback links, counts."""
    document = {
        "version": _VERSION,
        "errors": report.errors,
        "warnings": report.warnings,
        "checked": dict(report.counted),
        "not_checked": report.skipped or None,
        "problems": [_problem(each) for each in report.problems],
        "loops": report.loops,
        "feedback": [
            {
                "cause": each.link.cause,
                "effect": each.link.effect,
                "strength": each.link.strength,
                "lag": each.link.lag,
                "loop": list(each.nodes),
                "names": list(each.names),
            }
            for each in report.feedback
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _problem(problem: Problem) -> dict[str, str | int | None]:
    return {
        "code": str(problem.code) or None,
        "severity": problem.severity,
        "file": problem.file or None,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "found": problem.found or None,
        "expected": problem.expected or None,
        "did_you_mean": problem.hint or None,
    }
