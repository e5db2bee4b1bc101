"""A library: the hypotheses of one or more folders, each with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rcagraph.hypotheses.hypothesis import Hypothesis
from rcagraph.hypotheses.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedHypothesis:
    """A hypothesis with its file, and the line of each link, for messages.

    Attributes:
        file: path as shown to people.
        local: read from a library other than the shipped one.
        replaces: file of the shipped hypothesis with the same id, or "".
        places: where every value of the file stands.
    """

    hypothesis: Hypothesis
    file: str
    link_lines: tuple[int, ...]
    test_lines: tuple[int, ...]
    enquiry_lines: tuple[int, ...]
    local: bool = False
    replaces: str = ""
    places: Places = field(default_factory=Places)


@dataclass(frozen=True, kw_only=True)
class Library:
    """Hypotheses in id order, no id twice."""

    hypotheses: tuple[LocatedHypothesis, ...]

    @cached_property
    def by_id(self) -> Mapping[str, LocatedHypothesis]:
        """Id → hypothesis."""
        return {each.hypothesis.id: each for each in self.hypotheses}

    @cached_property
    def themes(self) -> Mapping[str, str]:
        """Hypothesis id → theme."""
        return {each.hypothesis.id: each.hypothesis.theme for each in self.hypotheses}
