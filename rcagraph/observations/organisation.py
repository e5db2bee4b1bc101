"""Organisations and how one became another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One code taken over by another on a date.

    A split code (``split=True``) has several successors; its history cannot be
    rolled into any one of them.
    """

    old_code: str
    new_code: str
    on: date
    basis: str
    split: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A trust, with the traits that it cannot change (used to choose peers).

    Attributes:
        subtype: official subtype, for example ``Acute - Large``.
        catchment_population: people, or None where unpublished.
        deprivation: mean Index of Multiple Deprivation score of the catchment.
        predecessors: successions into this code, oldest first.
    """

    code: str
    name: str
    type: str
    subtype: str
    region: str
    system_code: str
    system_name: str
    catchment_population: float | None = None
    deprivation: float | None = None
    predecessors: tuple[Succession, ...] = ()
