"""From organisations' names to their ODS codes, for publications without codes.

A name matches when it is the same but for case, punctuation, "&" for "and", a leading
"The", and what kind of trust it says that it is ("NHS FT", "NHS Foundation Trust",
"NHS Trust"). Nothing is guessed beyond that: a wrong code is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rcagraph.errors import did_you_mean

_KIND = re.compile(
    r" (?:(?:national health service|nhs) )?"
    r"(?:foundation trust|ft|nhs trust|trust)(?: the)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedNames:
    """What a list of names came to.

    Attributes:
        codes: name as published → ODS code.
        unmatched: name as published → the closest known name, or "" when none is
            close, or when several organisations share the name.
    """

    codes: Mapping[str, str]
    unmatched: Mapping[str, str]


def match_names(
    names: Iterable[str], organisations: Iterable[tuple[str, str]]
) -> MatchedNames:
    """Find the ODS code of each name.

    Args:
        names: as a publication writes them.
        organisations: (code, name) of every known organisation; a code may come
            with several names. Where an organisation shares its name with another,
            the name is matched to neither.

    >>> known = [("RJ1", "Guy's and St Thomas' NHS Foundation Trust"),
    ...          ("RAJ", "MID AND SOUTH ESSEX NHS FOUNDATION TRUST")]
    >>> matched = match_names(
    ...     ["Guy\u2019s & St Thomas\u2019 NHS FT", "Mid Essex NHS Trust"], known)
    >>> dict(matched.codes)
    {'Guy\u2019s & St Thomas\u2019 NHS FT': 'RJ1'}
    >>> dict(matched.unmatched)
    {'Mid Essex NHS Trust': 'MID AND SOUTH ESSEX NHS FOUNDATION TRUST'}
    """
    codes_of: dict[str, set[str]] = {}
    name_of: dict[str, str] = {}
    for code, name in organisations:
        codes_of.setdefault(normal_name(name), set()).add(code)
        name_of.setdefault(normal_name(name), name)
    codes: dict[str, str] = {}
    unmatched: dict[str, str] = {}
    for name in sorted(set(names)):
        found = codes_of.get(normal_name(name), set())
        if len(found) == 1:
            codes[name] = next(iter(found))
        else:
            near = did_you_mean(normal_name(name), name_of) if not found else ""
            unmatched[name] = name_of.get(near, "")
    return MatchedNames(codes=codes, unmatched=unmatched)


def normal_name(name: str) -> str:
    """Return a name without what publications write differently.

    >>> normal_name("The Christie & King\u2019s, St. Ann's NHS Foundation Trust")
    'christie and kings st anns'
    >>> normal_name("LEWISHAM &  GREENWICH N.H.S. TRUST")
    'lewisham and greenwich'
    """
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = re.sub(r"['\u2018\u2019`.]", "", text)  # St. Helens, King's: no gap
    text = " ".join(re.sub(r"[^a-z0-9]+", " ", text).split()).removeprefix("the ")
    return _KIND.sub("", text)


def known_organisations() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every trust since April 2019, closed ones included."""
    import csv
    from importlib.resources import files

    with (files("rcagraph.sources") / "trusts.csv").open(encoding="utf-8") as text:
        return tuple((row["org_code"], row["org_name"]) for row in csv.DictReader(text))
