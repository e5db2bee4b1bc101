"""The report of a check as text: problems, then loops, then one line that sums up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rcagraph.findings.check import CheckReport
from rcagraph.outputs.problems_text import Excerpts, Style, concise, full, place_of
from rcagraph.outputs.problems_text import plain as plain_text

_PLURALS = {"hypothesis": "hypotheses", "enquiry": "enquiries"}
_WIDTH = 100


def check_full(report: CheckReport, excerpts: Excerpts, style: Style) -> str:
    """Return every problem with the line at fault, the loops, and the sum."""
    lines: list[str] = []
    for each in report.problems:
        lines += [*full(each, excerpts, style), ""]
    lines += _loops(report)
    lines += _codes(report)
    checked = ", ".join(counted(kind, number) for kind, number in report.counted)
    lines += textwrap.wrap(f"Checked {checked}.", _WIDTH, subsequent_indent="  ")
    return "\n".join([*lines, *_sum(report, style)]) + "\n"


def check_concise(report: CheckReport, style: Style) -> str:
    """Return one line for each problem, and the sum."""
    lines = [concise(each, style) for each in report.problems]
    return "\n".join([*lines, *_sum(report, style)]) + "\n"


def check_github(report: CheckReport) -> str:
    """Return workflow commands that mark the lines of a pull request.

    Source: GitHub Docs, Workflow commands for GitHub Actions, "Setting an error
    message".
    """
    lines = []
    for each in report.problems:
        places = {"file": each.file, "line": each.line, "col": each.column}
        stated = {**places, "title": each.code}
        properties = ",".join(
            f"{key}={_escaped(str(value), ':', ',')}"
            for key, value in stated.items()
            if value
        )
        told = concise(each, Style()).removeprefix(f"{place_of(each)}: ")
        lines.append(f"::{each.severity} {properties}::{_escaped(told)}")
    return "\n".join([*lines, *_sum(report, Style())]) + "\n"


def _escaped(text: str, *further: str) -> str:
    for sign in ("%", "\r", "\n", *further):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _loops(report: CheckReport) -> Iterator[str]:
    if not report.feedback:
        return
    feedback = counted("link", len(report.feedback))
    yield (
        f"info: the links close {counted('loop', report.loops)} known by name; "
        f"{feedback} act from the previous quarter, so that no loop is left"
    )
    for each in report.feedback:
        if report.local and not each.local:
            continue
        link = each.link
        chosen = (
            f"  {link.cause} → {link.effect} (strength {link.strength:g}, {link.lag})"
        )
        named = f"; {', '.join(each.names)}" if each.names else ""
        way = " → ".join(each.nodes) or "no loop needs it"
        yield from textwrap.wrap(
            plain_text(f"{chosen}: {way}{named}"),
            _WIDTH,
            subsequent_indent=" " * 6,
            break_on_hyphens=False,
        )
    yield ""


def _codes(report: CheckReport) -> Iterator[str]:
    codes = sorted({each.code for each in report.problems if each.code})
    if codes:
        yield from textwrap.wrap(
            f"What a code means: rcagraph explain {' '.join(codes)}",
            _WIDTH,
            subsequent_indent="  ",
        )
        yield ""


def _sum(report: CheckReport, style: Style) -> Iterator[str]:
    if report.skipped:
        yield f"Not checked: {report.skipped}."
    if not report.problems:
        yield "No problems."
        return
    errors = counted("error", report.errors)
    warnings = counted("warning", report.warnings)
    yield (
        f"{style.paint(errors, 'error') if report.errors else errors}, "
        f"{style.paint(warnings, 'warning') if report.warnings else warnings}."
    )


def counted(kind: str, number: int) -> str:
    """Return a number with its noun.

    >>> counted("hypothesis", 75), counted("enquiry", 1), counted("link", 2_000)
    ('75 hypotheses', '1 enquiry', '2,000 links')
    """
    many = _PLURALS.get(kind, f"{kind}s")
    return f"{number:,} {kind if number == 1 else many}"
