"""Where in a file each value stands, for messages that point at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

# Keys and positions from the top of a file: ("links", 0, "cause").
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A line and a column, counted from 1."""

    line: int
    column: int


_TOP = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Places:
    """The place of every value of a file, and of every key.

    >>> places = Places({(): Place(1, 1), ("links", 0): Place(7, 5)})
    >>> places.at("links", 0, "cause")
    Place(line=7, column=5)
    """

    values: Mapping[Path, Place] = field(default_factory=dict)
    keys: Mapping[Path, Place] = field(default_factory=dict)

    def at(self, *path: str | int) -> Place:
        """Return the place of a value, or of what encloses where it should be."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, _TOP)

    def key(self, *path: str | int) -> Place:
        """Return the place of a key, or of its value where it has none."""
        return self.keys.get(path) or self.at(*path)
