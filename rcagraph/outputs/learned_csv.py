"""Learned strengths as a table, each beside its word and how far it was moved."""

from __future__ import annotations

import csv
import io

from rcagraph.findings.learning import LearnedStrengths, LearningRun
from rcagraph.outputs.plain_json import json_text

COLUMNS = (
    "kind",
    "cause",
    "effect",
    "word",
    "learned",
    "moved",
    "trials",
    "evidence",
)


def learned_csv(strengths: LearnedStrengths) -> str:
    """Write a row per link, then one per leak; ``moved`` is learned less word.

    ``rcagraph.sources.learned_csv`` reads the same table.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(strengths))
    return text.getvalue()


def learned_json(run: LearningRun) -> str:
    """Write the same rows as JSON, with how they were reached."""
    document = {
        "schema": "rcagraph/learned/1",
        "organisations": run.organisations,
        "quarters": run.quarters,
        "rounds": run.rounds,
        "change": float(f"{run.change:.3g}"),
        "rows": [dict(zip(COLUMNS, row, strict=True)) for row in _rows(run.strengths)],
    }
    return json_text(document)


def _rows(strengths: LearnedStrengths) -> list[tuple[str | float, ...]]:
    links = [
        (
            "link",
            each.cause,
            each.effect,
            _rounded(each.word),
            _rounded(each.learned),
            _rounded(each.learned - each.word),
            round(each.trials, 1),
            each.evidence,
        )
        for each in strengths.links
    ]
    leaks = [
        (
            "leak",
            "",
            each.node,
            _rounded(each.word),
            _rounded(each.learned),
            _rounded(each.learned - each.word),
            "",
            "",
        )
        for each in strengths.leaks
    ]
    return [*links, *leaks]


def _rounded(probability: float) -> float:
    return round(probability, 5) + 0.0
