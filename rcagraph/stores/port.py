"""The port that every store has, and the checks that every query goes through."""

from __future__ import annotations

import re
from typing import Final, Protocol

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, QueryError, did_you_mean
from rcagraph.stores.prefixes import PREFIXES
from rcagraph.stores.results import Result
from rcagraph.stores.tokens import (
    keywords_of,
    reaches_out,
    tokens_of,
    undeclared_prefix,
)

SECONDS: Final = 60.0
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
)
_PLACE = re.compile(r"(?:error )?at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST = 160


class GraphStore(Protocol):
    """Answers SPARQL 1.1 queries over the union of its named graphs."""

    def query(self, text: str, *, name: str, seconds: float = SECONDS) -> Result:
        """Answer a query.

        Args:
            text: of the query; the project's prefixes need no declaration.
            name: what messages call it: a file, or "query".
            seconds: how long it may take.

        Raises:
            QueryError: it cannot be read, is refused, or takes too long.
        """


def check_query(text: str, *, name: str, may_reach_out: bool) -> None:
    """Refuse what would change data, or ask other servers.

    Raises:
        QueryError: the query is refused, or empty.
    """
    words = [each for each in tokens_of(text) if each.kind == "word"]
    first = next((each for each in words if each.text.upper() in _FORMS), None)
    update = next((each for each in words if each.text.upper() in _UPDATES), None)
    if update and (first is None or update.start < first.start):
        line, column = _line_and_column(text, update.start)
        raise QueryError(
            Problem(
                file=name,
                line=line,
                column=column,
                message="updates are refused",
                found=update.text,
                expected=", ".join(_FORMS),
                code=Code.QUERY_REFUSED,
            )
        )
    if not may_reach_out and reaches_out(text):
        raise QueryError(
            Problem(
                file=name,
                message="queries of other servers (SERVICE) are refused",
                expected="the graphs of this store; where the word is part of a name "
                "with a prefix, the whole address in angle brackets",
                code=Code.QUERY_REFUSED,
            )
        )


def has_own_dataset(text: str) -> bool:
    """Whether a query names its graphs itself (FROM)."""
    return "FROM" in keywords_of(text)


def is_ordered(text: str) -> bool:
    """Whether a query orders its rows."""
    return "ORDER" in keywords_of(text)


def syntax_error(error: SyntaxError, text: str, *, name: str) -> QueryError:
    """Return the error of the parser as a problem with line and column."""
    unknown = undeclared_prefix(text, frozenset(PREFIXES))
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        line, column = _line_and_column(text, unknown.start)
        return QueryError(
            Problem(
                file=name,
                line=line,
                column=column,
                message=f"column {column}: prefix is not declared",
                found=f"{prefix}:",
                expected=f"PREFIX {prefix}: <…> above, or one of "
                + ", ".join(f"{each}:" for each in PREFIXES),
                hint=did_you_mean(prefix, PREFIXES) if prefix else "",
                code=Code.QUERY_SYNTAX,
            )
        )
    said = " ".join(str(error.msg or error).split())
    match = _PLACE.fullmatch(said)
    at = (int(match[1]), int(match[2])) if match else None
    why = match[3] if match else said
    place = f"column {at[1]}: " if at else ""
    short = why if len(why) <= _LONGEST else f"{why[:_LONGEST].rsplit(' ', 1)[0]} …"
    return QueryError(
        Problem(
            file=name,
            line=at[0] if at else None,
            column=at[1] if at else None,
            message=f"{place}not SPARQL: {short}",
            found=_shown(text, *at) if at else "",
            code=Code.QUERY_SYNTAX,
        )
    )


def _shown(text: str, line: int, column: int) -> str:
    """Return what stands where the parser stopped."""
    lines = text.splitlines()
    rest = lines[line - 1][column - 1 :][:30].strip() if line <= len(lines) else ""
    return repr(rest) if rest else "the end"


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")


def too_slow(name: str, seconds: float) -> QueryError:
    """Return the error of a query that takes too long."""
    return QueryError(
        Problem(
            file=name,
            message=f"no answer within {seconds:g} s",
            expected="patterns that begin with something known, or a longer --timeout",
            code=Code.QUERY_TOO_SLOW,
        )
    )
