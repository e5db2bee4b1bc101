"""The interview guide: what to ask each role, the most telling first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.findings.diagnosis import RankedEnquiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """What one role is asked.

    Attributes:
        role: as it begins an enquiry's ``ask``; who else is to be there follows
            with each enquiry.
        asked: (place among all enquiries from 1, enquiry), the most telling first.
    """

    role: str
    asked: tuple[tuple[int, RankedEnquiry], ...]


def interview_guide(
    enquiries: Sequence[RankedEnquiry], *, role: str = ""
) -> tuple[Interview, ...]:
    """Group ranked enquiries by the role to ask.

    Args:
        enquiries: the best first.
        role: part of the name of the only roles wanted.

    Returns:
        The role with the best enquiry first.

    Raises:
        UnknownNameError: no role's name has that part.
    """
    by_role: dict[str, list[tuple[int, RankedEnquiry]]] = {}
    names: dict[str, str] = {}
    for number, each in enumerate(enquiries, start=1):
        name = first_role(each.enquiry.ask)
        names.setdefault(name.casefold(), name)
        by_role.setdefault(name.casefold(), []).append((number, each))
    wanted = [each for each in by_role if role.casefold().strip() in each]
    if role and not wanted:
        raise UnknownNameError(
            Problem(
                message="nobody of that role is to be asked",
                found=repr(role),
                expected=f"part of one of {len(names)} roles",
                hint=names.get(did_you_mean(role.casefold(), names), ""),
                code=Code.ID_UNKNOWN,
            )
        )
    return tuple(
        Interview(role=_capital(names[each]), asked=tuple(by_role[each]))
        for each in wanted
    )


def first_role(ask: str) -> str:
    """Return whom an enquiry is put to, without who joins in.

    >>> first_role("chief finance officer, with the director of estates")
    'chief finance officer'
    >>> first_role("Medical director and chief nurse")
    'Medical director and chief nurse'
    """
    return re.split(r",? with ", ask, maxsplit=1)[0]


def _capital(role: str) -> str:
    return role[:1].upper() + role[1:]
