"""Organisations with the pattern of drivers of one of them, as text, CSV and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rcagraph.findings.combinations import Alike
from rcagraph.observations.organisation import Organisation
from rcagraph.outputs.figures import long_date
from rcagraph.outputs.lines import folded
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.themes_text import CAUTION
from rcagraph.outputs.tidy_csv import tidy_csv
from rcagraph.outputs.wording import inline, listed

SCHEMA = "rcagraph/alike/1"


def alike_text(
    one: Organisation, as_of: date, found: Sequence[Alike], *, top: int = 10
) -> str:
    """Tell whose drivers are most like those of one organisation."""
    lines = folded(f"{one.name} ({one.code}), as of {long_date(as_of)}")
    lines += folded(CAUTION, hang=0)
    lines += ["", "ALIKE in their drivers, nearest first"]
    for each in found[:top]:
        names = listed([inline(node.label) for node in each.shared] or ["none"])
        lines += folded(
            f"{each.organisation.name} ({each.organisation.code}):"
            f" {each.decibans:.1f} dB apart over {each.compared} drivers;"
            f" in sight in both: {names}",
            indent=2,
        )
    lines += folded(
        "Compared are the drivers of which both have direct evidence: root mean square"
        " difference of the decibans over the prior.",
        hang=0,
    )
    return "\n".join(lines) + "\n"


def alike_csv(one: Organisation, found: Sequence[Alike]) -> str:
    """Write a row per other organisation, nearest first."""
    return tidy_csv(
        ("organisation", "other", "other_name", "decibans", "compared", "shared"),
        [
            (
                one.code,
                each.organisation.code,
                each.organisation.name,
                each.decibans,
                each.compared,
                " ".join(node.id for node in each.shared),
            )
            for each in found
        ],
    )


def alike_json(one: Organisation, as_of: date, found: Sequence[Alike]) -> str:
    """Write all other organisations, nearest first."""
    return plain_json(
        {
            "schema": SCHEMA,
            "caution": CAUTION,
            "organisation": one.code,
            "as_of": as_of,
            "alike": [
                {
                    "organisation": each.organisation.code,
                    "decibans": each.decibans,
                    "compared": each.compared,
                    "shared": [node.id for node in each.shared],
                }
                for each in found
            ],
        }
    )
