"""SPARQL text cut into tokens, as far as checks and parameters need it.

Comments, strings and addresses are told apart from words as in the grammar of SPARQL
1.1 (section 19.8), so that a word inside a string is not taken for a keyword, nor a
keyword hidden behind what only looks like a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_ESCAPED = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<string>
          \"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"\"\"
        | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
        | \"(?:[^\"\\\n\r]|\\.)*\"
        | '(?:[^'\\\n\r]|\\.)*'
      )
    | (?P<address><(?:[^<>\"{{}}|^`\\\x00-\x20]|{_ESCAPED})*>)
    | (?P<variable>[?$]\w+)
    | (?P<name>
          (?:\w[\w.·-]*)?:
          (?:[\w.:·-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*
      )
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>@?[\w-]+)
    | (?P<sign>[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of SPARQL.

    Attributes:
        kind: string, address, variable, name (with a prefix), number, word or sign.
        start, end: where it stands in the text.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, comments left out.

    >>> [each.text for each in tokens_of("ASK { ?s a rca:Driver } # all")]
    ['ASK', '{', '?s', 'a', 'rca:Driver', '}']
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None and kind != "comment":
            yield Token(
                kind=kind, text=match.group(), start=match.start(), end=match.end()
            )


def keywords_of(text: str) -> frozenset[str]:
    """Return the words of a query in capitals: keywords, functions, and no more.

    >>> sorted(keywords_of("SELECT ?from { ?s ?p 'order by' }"))
    ['SELECT']
    """
    words = (each.text.upper() for each in tokens_of(text) if each.kind == "word")
    return frozenset(words)


def reaches_out(text: str) -> bool:
    """Whether a query may ask another server (SERVICE).

    A parser needs no space around the keyword, so every word and every name with a
    prefix that holds it counts, wherever it stands in it.
    """
    return any(
        "SERVICE" in each.text.upper()
        for each in tokens_of(text)
        if each.kind in {"word", "name"}
    )


def undeclared_prefix(text: str, known: frozenset[str]) -> Token | None:
    """Return the first name whose prefix nobody declares, or None."""
    tokens = [*tokens_of(text)]
    declared = {
        after.text.removesuffix(":")
        for before, after in pairwise(tokens)
        if before.text.upper() == "PREFIX"
    }
    return next(
        (
            each
            for each in tokens
            if each.kind == "name"
            and each.text.partition(":")[0] not in {*known, *declared, "_"}
        ),
        None,
    )
