"""Codes RCG521 to RCG525: queries and the stores that answer them."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.QUERY_SYNTAX: Explanation(
        title="Query is not SPARQL",
        why="The query cannot be taken apart, so nothing was asked.",
        mend=(
            "Look at the marked line and column. Frequent causes: a bracket that is "
            "never closed, a full stop missing between two patterns, and a prefix "
            "that is not declared."
        ),
    ),
    Code.QUERY_REFUSED: Explanation(
        title="Query is refused",
        why=(
            "Queries only read: an update would change what findings rest on, and a "
            "query of another server would tell it what is asked here."
        ),
        mend="Use SELECT, ASK, CONSTRUCT or DESCRIBE over the graphs of the store.",
    ),
    Code.QUERY_TOO_SLOW: Explanation(
        title="Query takes too long",
        why="A pattern that shares no variable with the others multiplies every row.",
        mend=(
            "Join every pattern to the others, bind one end of a path, or give more "
            "time with --timeout."
        ),
    ),
    Code.NO_ANSWER: Explanation(
        title="Server gives no usable answer",
        why="Nothing was asked, or the answer is not one of SPARQL 1.1.",
        mend=(
            "Check that the server runs, that the address is that of its query "
            "service (often /query or /sparql), and that `rcagraph export --to` has "
            "loaded it."
        ),
    ),
    Code.PARAMETER_UNKNOWN: Explanation(
        title="Parameter is not one of the query",
        why="A misspelt parameter would leave the query as it was, without a word.",
        mend="'rcagraph query --list' names the parameters of each question.",
    ),
}
