"""Reads the table of learned strengths that ``rcagraph learn`` writes."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import HypothesesError, Problem
from rcagraph.findings.learning import LearnedLeak, LearnedLink, LearnedStrengths

_NEEDED = ("kind", "cause", "effect", "word", "learned")


def read_learned(path: Path) -> LearnedStrengths:
    """Return the learned strengths of a file.

    Raises:
        HypothesesError: the file cannot be read, or not every row is a link or a leak
            with probabilities; all problems are listed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        absent = isinstance(error, FileNotFoundError)
        raise HypothesesError(
            Problem(
                file=str(path),
                message="there is no such file of learned strengths"
                if absent
                else f"learned strengths cannot be read: {type(error).__name__}",
                expected="the table that `rcagraph learn` writes",
                code=Code.UNREADABLE,
            )
        ) from error
    reader = csv.DictReader(text.splitlines())
    missing = [each for each in _NEEDED if each not in (reader.fieldnames or ())]
    if missing:
        raise HypothesesError(
            Problem(
                file=str(path),
                line=1,
                message=f"columns are missing: {', '.join(missing)}",
                expected="the table that `rcagraph learn` writes",
                code=Code.KEY_MISSING,
            )
        )
    found = [(line, _row(row)) for line, row in enumerate(reader, start=2)]
    problems = [
        Problem(
            file=str(path),
            line=line,
            message="neither a learned link nor a leak",
            expected="kind link or leak, and word and learned between 0 and 1",
            code=Code.OUT_OF_RANGE,
        )
        for line, row in found
        if row is None
    ]
    if problems:
        raise HypothesesError(problems)
    rows = [row for _, row in found]
    return LearnedStrengths(
        links=tuple(row for row in rows if isinstance(row, LearnedLink)),
        leaks=tuple(row for row in rows if isinstance(row, LearnedLeak)),
    )


def _row(row: Mapping[str, str | None]) -> LearnedLink | LearnedLeak | None:
    cause, effect = row["cause"] or "", row["effect"] or ""
    try:
        word, learned = float(row["word"] or ""), float(row["learned"] or "")
        trials = float(row.get("trials") or 0)
    except ValueError:
        return None
    if not (0 <= word <= 1 and 0 <= learned <= 1 and effect):
        return None
    if row["kind"] == "link" and cause:
        return LearnedLink(
            cause=cause,
            effect=effect,
            word=word,
            learned=learned,
            trials=trials,
            evidence=row.get("evidence") or "",
        )
    if row["kind"] == "leak" and not cause:
        return LearnedLeak(node=effect, word=word, learned=learned)
    return None
