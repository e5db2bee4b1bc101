"""What a code means, for people: one record for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A kind of problem in words.

    Attributes:
        title: the kind, in a few words.
        why: why it matters to a diagnosis.
        mend: what to do about it.
    """

    title: str
    why: str
    mend: str
