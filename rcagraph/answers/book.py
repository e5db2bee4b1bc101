"""All answers of a file, and which of them stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rcagraph.answers.answer import Answer


@dataclass(frozen=True, kw_only=True)
class AnswerBook:
    """Answers in the order in which they were recorded.

    Attributes:
        place: where they were read, for people; "" if nowhere.
        lines: of each answer, for messages.
    """

    answers: tuple[Answer, ...] = ()
    place: str = ""
    lines: tuple[int, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Answer]:
        """Id → answer."""
        return {each.id: each for each in self.answers}

    def standing(
        self, organisation: str, *, until: date | None = None
    ) -> tuple[Answer, ...]:
        """Return an organisation's answers that no later one corrects, by id.

        Args:
            organisation: its code.
            until: answers given later are left out, and so are their corrections;
                None leaves none out.
        """
        seen = [
            each
            for each in self.answers
            if each.organisation == organisation
            and (until is None or each.given <= until)
        ]
        corrected = {each.supersedes for each in seen}
        kept = {each.id: each for each in seen if each.id not in corrected}
        return tuple(kept[name] for name in sorted(kept))
