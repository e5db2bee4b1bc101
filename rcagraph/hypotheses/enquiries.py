"""Enquiries of a library, each asked once, however many hypotheses ask it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rcagraph.hypotheses.hypothesis import Enquiry, Hypothesis

# Two texts are about the same when half the telling words of the shorter are shared.
_SAME = 0.5
_FILLERS = frozenset(
    (  # noqa: SIM905 - a list of words reads worse
        "a all an and any are as at be been by did do does each for from had has have "
        "how if in is it its last many more most much not of on or per than that the "
        "their them there they this those to was were what when where which who whom "
        "whose why will with would"
    ).split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedEnquiry:
    """An enquiry with all the hypotheses that it serves.

    Attributes:
        id: "hypothesis/enquiry" of the one whose words are used.
        also: ids of others that ask the same of the same role about the same node.
        hypotheses: ids of all that it serves.
    """

    id: str
    enquiry: Enquiry
    also: tuple[str, ...]
    hypotheses: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that an answer may give."""
        return (self.id, *self.also)


@dataclass(frozen=True)
class EnquiryIndex:
    """The enquiries of some hypotheses, by id; repeated ones merged."""

    hypotheses: tuple[Hypothesis, ...]

    @cached_property
    def merged(self) -> tuple[MergedEnquiry, ...]:
        """Each enquiry once, in the order of ids."""
        groups: list[list[tuple[str, str, Enquiry]]] = []
        found = sorted(_all(self.hypotheses), key=lambda each: each[0])
        for name, hypothesis, enquiry in found:
            for group in groups:
                if asks_the_same(group[0][2], enquiry):
                    group.append((name, hypothesis, enquiry))
                    break
            else:
                groups.append([(name, hypothesis, enquiry)])
        return tuple(
            MergedEnquiry(
                id=group[0][0],
                enquiry=group[0][2],
                also=tuple(name for name, _, _ in group[1:]),
                hypotheses=tuple(dict.fromkeys(each for _, each, _ in group)),
            )
            for group in groups
        )

    @cached_property
    def by_id(self) -> Mapping[str, MergedEnquiry]:
        """Each id, and each short id that is nobody else's → the merged enquiry."""
        full = {name: each for each in self.merged for name in each.ids}
        short: dict[str, list[str]] = {}
        for name in full:
            short.setdefault(name.rpartition("/")[2], []).append(name)
        single = {
            name: full[names[0]]
            for name, names in short.items()
            if len({full[each].id for each in names}) == 1
        }
        return {**single, **full}


def _all(hypotheses: Sequence[Hypothesis]) -> Iterator[tuple[str, str, Enquiry]]:
    for each in hypotheses:
        for enquiry in each.enquiries:
            yield f"{each.id}/{enquiry.id}", each.id, enquiry


def asks_the_same(one: Enquiry, other: Enquiry) -> bool:
    """Whether two enquiries ask one role for the same thing about one node.

    The role is the same when one names all that the other does; the question or the
    document is the same when it shares half of its telling words.
    """
    if one.about != other.about or _overlap(one.ask, other.ask) < 1:
        return False
    return (
        _overlap(one.question, other.question) >= _SAME
        or _overlap(one.request, other.request) >= _SAME
    )


def _overlap(one: str, other: str) -> float:
    """Return the share of the shorter text's telling words that the other has."""
    first, second = _telling(one), _telling(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _telling(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9]+", text.casefold())
    return frozenset(
        re.sub(r"(ies|s)$", "", word) for word in words if word not in _FILLERS
    )
