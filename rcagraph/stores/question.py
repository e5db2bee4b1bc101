"""A query with a title and parameters, and values bound to them as terms.

A parameter is a block of one value, as in ``VALUES ?driver { rcai:ops_discharge }``:
the query is SPARQL as it stands, the value is what is asked unless another is given,
and its kind says what a given value means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, QueryError, UnknownNameError, did_you_mean
from rcagraph.stores.port import GraphStore
from rcagraph.stores.prefixes import PREFIXES
from rcagraph.stores.results import Rows
from rcagraph.stores.tokens import Token, tokens_of
from rcagraph.vocabulary import names

Term = NamedNode | Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value of a query that can be set.

    Attributes:
        start, end: where the value stands in the query's text.
        default: the value that stands there.
    """

    name: str
    start: int
    end: int
    default: Term


@dataclass(frozen=True, kw_only=True)
class Question:
    """A query, as it is shipped or given.

    Attributes:
        name: file, or name of a shipped question.
        text: SPARQL; a comment in its first line is its title.
        about_organisations: whether it asks for findings, so that it needs one.
    """

    name: str
    text: str
    about_organisations: bool = False

    @property
    def title(self) -> str:
        """What it asks, in English, or ""."""
        first = self.text.lstrip().partition("\n")[0]
        return first.removeprefix("#").strip() if first.startswith("#") else ""

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What can be set, in the order of the text."""
        tokens = [*tokens_of(self.text)]
        windows = zip(*(tokens[at:] for at in range(5)), strict=False)
        return tuple(
            Parameter(
                name=variable.text[1:], start=value.start, end=value.end, default=term
            )
            for values, variable, opening, value, closing in windows
            if values.text.upper() == "VALUES"
            and variable.kind == "variable"
            and (opening.text, closing.text) == ("{", "}")
            and (term := _term(value)) is not None
        )

    def bound(self, given: Mapping[str, str], store: GraphStore) -> str:
        """Return the text with values in the place of defaults, each as one term.

        Args:
            given: parameter → value: an id or a whole address where the default is
                a thing, else text or a number as the default is.
            store: that knows which things there are.

        Raises:
            UnknownNameError: no such parameter, or no such thing.
            QueryError: a value is of another kind than the default.
        """
        known = {each.name: each for each in self.parameters}
        problems = [
            Problem(
                file=self.name,
                message="the query has no such parameter",
                found=repr(name),
                expected=", ".join(known) or "none",
                hint=did_you_mean(name, known),
                code=Code.PARAMETER_UNKNOWN,
            )
            for name in given
            if name not in known
        ]
        if problems:
            raise UnknownNameError(problems)
        text = self.text
        for each in reversed(self.parameters):
            if each.name in given:
                term = _value(each, given[each.name], self.name)
                if isinstance(term, NamedNode):
                    _require(each, term, given[each.name], store)
                text = f"{text[: each.start]}{term}{text[each.end :]}"
        return text


def _term(token: Token) -> Term | None:
    """Return the term that a token writes, None for one that is no parameter."""
    text = token.text
    if token.kind == "address":
        return NamedNode(text[1:-1])
    if token.kind == "name":
        prefix, _, local = text.partition(":")
        space = PREFIXES.get(prefix)
        return NamedNode(space + local.replace("\\", "")) if space else None
    if token.kind == "string" and "\\" not in text and text[:3] not in {'"""', "'''"}:
        return Literal(text[1:-1])
    if token.kind == "number":
        return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "decimal"))
    return None


def _value(parameter: Parameter, given: str, query: str) -> Term:
    default = parameter.default
    if isinstance(default, NamedNode):
        is_address = given.startswith(("http://", "https://"))
        short = given.removeprefix("rcai:")
        address = given if is_address else names.ID + quote(short, safe="/")
        try:
            return NamedNode(address)
        except ValueError as error:
            raise _wrong_kind(parameter, given, "an id or an address", query) from error
    if default.datatype.value == PREFIXES["xsd"] + "string":
        return Literal(given)
    try:
        plain = format(Decimal(given), "f")
    except InvalidOperation as error:
        raise _wrong_kind(parameter, given, "a number", query) from error
    if not Decimal(given).is_finite():
        raise _wrong_kind(parameter, given, "a number", query)
    return Literal(plain, datatype=default.datatype)


def _wrong_kind(
    parameter: Parameter, given: str, expected: str, query: str
) -> QueryError:
    return QueryError(
        Problem(
            file=query,
            message=f"{parameter.name} cannot be set to this",
            found=repr(given),
            expected=expected,
            code=Code.PARAMETER_UNKNOWN,
        )
    )


def _require(
    parameter: Parameter, term: NamedNode, given: str, store: GraphStore
) -> None:
    """Refuse a thing that the store says nothing of, and name the nearest like it."""
    found = store.query(f"SELECT ?p WHERE {{ {term} ?p ?o }} LIMIT 1", name="query")
    if isinstance(found, Rows) and found.rows:
        return
    alike = f"""SELECT DISTINCT ?s WHERE {{
      {parameter.default} a ?kind . ?s a ?kind .
      FILTER(STRSTARTS(STR(?kind), "{names.NS}"))
    }}"""
    like = store.query(alike, name="query")
    assert isinstance(like, Rows)
    known = [
        each.value.removeprefix(names.ID)
        for (each,) in like.rows
        if isinstance(each, NamedNode) and each.value.startswith(names.ID)
    ]
    raise UnknownNameError(
        Problem(
            message=f"unknown {parameter.name}",
            found=repr(given),
            expected=f"one of the {len(known)} that are known" if known else "",
            hint=did_you_mean(given, known),
            code=Code.ID_UNKNOWN,
        )
    )
