"""The interview guide as text and Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rcagraph.findings.answered import Answered, Conflict
from rcagraph.findings.diagnosis import RankedEnquiry
from rcagraph.findings.guide import Interview, first_role
from rcagraph.observations.organisation import Organisation
from rcagraph.outputs.answered_text import (
    accepted_words,
    answer_words,
    not_accepted,
    worth_words,
)
from rcagraph.outputs.figures import counted, long_date, percent
from rcagraph.outputs.lines import WIDTH, folded
from rcagraph.outputs.wording import ATTRIBUTION, capital, inline
from rcagraph.vocabulary.terms import Node

_HOW = (
    "The most telling question of each role comes first. Ask for documents before the "
    "interview; note roles, not names."
)
_MARKS = re.compile(r"[\\`*_{}\[\]<>|~&]")


def why_words(ranked: RankedEnquiry) -> str:
    """Say why it is open."""
    asked = f"; {ranked.unsettled}" if ranked.unsettled else ""
    return f"{ranked.reason}{asked}"


def guide_text(  # noqa: PLR0913 - one guide's whole input
    interviews: Sequence[Interview],
    trust: Organisation,
    as_of: date,
    answered: Answered,
    nodes: Mapping[str, Node],
    *,
    top: int | None = None,
) -> str:
    """Tell whom to ask what, in lines.

    Args:
        interviews: by role.
        trust: whose drivers are asked about.
        as_of: day of the diagnosis.
        answered: what is not asked again.
        nodes: id → node.
        top: how many enquiries to tell, the best; None: all.
    """
    total = sum(len(each.asked) for each in interviews)
    last = total if top is None else min(top, total)
    kept = sorted(number for each in interviews for number, _ in each.asked)[:last]
    lines = folded(f"{trust.name} ({trust.code}), as of {long_date(as_of)}")
    opened = counted(total, "open enquiry", "open enquiries")
    lines += folded(
        f"{last} of {opened}, by role. Numbers are the order of what an answer is "
        "worth; the id is what `rcagraph answer` takes.",
        hang=0,
    )
    for each in interviews:
        asked = [(number, one) for number, one in each.asked if number in kept]
        if asked:
            lines += ["", each.role.upper()]
        for number, one in asked:
            lines += _enquiry(number, one)
    lines += _answered(answered, nodes)
    return "\n".join(lines) + "\n"


def _enquiry(number: int, ranked: RankedEnquiry) -> Iterator[str]:
    asked = ranked.enquiry
    yield from folded(f"{number}. {asked.question}", hang=4)
    about = (
        f"{inline(ranked.node.label)} ({percent(ranked.belief)}): {why_words(ranked)}"
    )
    told = {"id": ranked.id, "about": about, "request": asked.request}
    if first_role(asked.ask) != asked.ask:
        told["ask"] = asked.ask
    told |= {"settles": asked.settles, "worth": worth_words(ranked)}
    if ranked.also:
        told["serves too"] = ", ".join(ranked.also)
    for label, text in told.items():
        yield from _labelled(label, text)


def _labelled(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=f"    {label:<12}",
        subsequent_indent=" " * 16,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _answered(answered: Answered, nodes: Mapping[str, Node]) -> Iterator[str]:
    if answered.conflicts:
        yield from ("", "ANSWERS THAT CONTRADICT EACH OTHER, to be cleared up")
    for each in answered.conflicts:
        yield from folded(conflict_words(each, nodes), indent=2)
        for one in each.answers:
            yield from folded(answer_words(one), indent=4)
    if answered.accepted:
        yield from ("", "ACCEPTED from earlier reviews, not asked again")
    for theme in answered.accepted:
        yield from folded(accepted_words(theme, nodes), indent=2)
    single = not_accepted(answered)
    if single:
        yield from ("", "ANSWERED")
    for said in single:
        label = nodes[said.answer.about].label
        yield from folded(f"{label}: {answer_words(said)}", indent=2)


def conflict_words(conflict: Conflict, nodes: Mapping[str, Node]) -> str:
    """Name what a conflict is about."""
    label = nodes[conflict.node].label
    return f"{label}: {conflict.question}" if conflict.question else label


def guide_markdown(
    interviews: Sequence[Interview],
    trust: Organisation,
    as_of: date,
    answered: Answered,
    nodes: Mapping[str, Node],
) -> str:
    """Write the whole guide as Markdown, with room for what is said."""
    lines = [
        f"# Interview guide: {_plain(trust.name)} ({trust.code})",
        "",
        f"As of {long_date(as_of)}. {_HOW}",
    ]
    for interview in interviews:
        lines += ["", f"## {_plain(interview.role)}"]
        for number, each in interview.asked:
            lines += ["", *_markdown(number, each, interview.role)]
    if answered.conflicts:
        lines += ["", "## Answers that contradict each other", ""]
        for conflict in answered.conflicts:
            lines.append(f"- {_plain(conflict_words(conflict, nodes))}")
            lines += [f"  - {_plain(answer_words(each))}" for each in conflict.answers]
    if answered.accepted:
        lines += ["", "## Accepted from earlier reviews: do not ask again", ""]
        lines += [f"- {_plain(accepted_words(e, nodes))}" for e in answered.accepted]
    lines += ["", ATTRIBUTION]
    return "\n".join(lines) + "\n"


def _markdown(number: int, ranked: RankedEnquiry, role: str) -> Iterator[str]:
    asked = ranked.enquiry
    yield f"### {number}. {_plain(asked.question)}"
    yield ""
    if capital(asked.ask) != role:
        yield f"- Ask: {_plain(capital(asked.ask))}"
    yield f"- Request: {_plain(asked.request)}"
    yield f"- What settles it: {_plain(asked.settles)}"
    label = inline(ranked.node.label)
    yield f"- About: {_plain(label)} ({percent(ranked.belief)}); " + _plain(
        why_words(ranked)
    )
    yield f"- Worth: {_plain(worth_words(ranked))}"
    yield f"- Id: `{ranked.id}`"
    yield "- Answer:"


def _plain(text: str) -> str:
    r"""Escape what Markdown would read as marks.

    >>> print(_plain("a *b* <c>"))
    a \*b\* \<c\>
    """
    return _MARKS.sub(lambda found: f"\\{found.group()}", text)
