"""What the plain-text outputs share: folded lines, and nodes by their labels."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from rcagraph.findings.standing import Standing
from rcagraph.findings.view import View
from rcagraph.outputs.figures import counted, long_date, percent
from rcagraph.vocabulary.terms import SupportOffer

WIDTH = 100
_LINE_ENDS = re.compile(r"\s*\n\s*")


def folded(text: str, *, indent: int = 0, hang: int = 2) -> list[str]:
    """Break a text into lines; the first is indented, the others hang further."""
    return textwrap.wrap(
        _LINE_ENDS.sub(" ", text),
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_on_hyphens=False,
        break_long_words=False,
    )


def heading(standing: Standing) -> list[str]:
    """Name the organisation and the day."""
    trust, day = standing.organisation, standing.evidence.as_of
    return folded(f"{trust.name} ({trust.code}), as of {long_date(day)}")


def label(standing: Standing, node: str) -> str:
    """Return the label of a node."""
    return standing.model.graph.nodes[node].label


def chain(standing: Standing, nodes: Iterable[str]) -> str:
    """Return the labels of nodes with arrows between."""
    return " → ".join(label(standing, each) for each in nodes)


def believed(standing: Standing, node: str) -> str:
    """Return a label with its id and belief."""
    return f"{label(standing, node)} [{node}] ({percent(standing.beliefs[node])})"


def up_to(longest: int | None) -> str:
    """Say how far a search went."""
    if longest is None:
        return "all of them"
    return f"all of up to {counted(longest, 'link')}; longer ones were not looked for"


def selected(view: View, words: str) -> list[str]:
    """Say what a view shows of something, or nothing where it shows everything."""
    return folded(f"Chosen by “{view.text}”: {words}.") if view.chosen else []


def months(low: float | None, high: float | None) -> str:
    """Return a span of months in words.

    >>> months(1, 6), months(12, None), months(None, None)
    ('1 to 6 months', '12 months or more', 'no time stated')
    """
    if low is None:
        return "no time stated"
    if high is None:
        return f"{low:g} months or more"
    return f"{low:g} months" if low == high else f"{low:g} to {high:g} months"


def offer_words(offer: SupportOffer) -> str:
    """Return an offer with level, effort and time."""
    span = months(offer.months_to_effect_low, offer.months_to_effect_high)
    judged = ", judged" if offer.months_are_prior and span[0].isdigit() else ""
    return f"{offer.label} ({offer.level}; {offer.intensity.lower()}; {span}{judged})"
