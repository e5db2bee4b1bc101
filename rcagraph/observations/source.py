"""Where figures were read from: a publisher's product, in one copy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCopy:
    """One copy of a publication, as sources.csv lists it.

    Attributes:
        id: what the observations file calls it.
        grade: how near it is to the publisher's own file.
        licence: in the publisher's words, or "".
        copy: where the copy is kept, or "".
    """

    id: str
    publisher: str
    product: str
    grade: str
    licence: str = ""
    copy: str = ""

    @property
    def origin(self) -> str:
        """Publisher, product, grade and copy, as an observation's origin says them.

        >>> SourceCopy(id="x", publisher="NHS England", product="A&E", grade="A").origin
        'NHS England: A&E (grade A)'
        """
        copy = f", copy {self.copy}" if self.copy else ""
        return f"{self.publisher}: {self.product} (grade {self.grade}{copy})"
