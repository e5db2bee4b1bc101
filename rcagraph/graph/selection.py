"""A small language that chooses nodes: ``2+ed-crowding,class:structural !ops_*``.

It follows dbt's node selection: a space joins (either will do), a comma narrows (both
are needed), ``n+x`` adds what lies up to n links upstream of x, ``x+n`` downstream, a
plus without a number all of it. ``!`` takes away: within a comma group from the group,
standing alone from all that was chosen. Links that act from the previous quarter count
as links. ``rcagraph.graph.selection_text`` reads it, ``docs/selecting.md`` explains it,
and the page of the graph speaks it too (``outputs/templates/selection.js``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, SelectionError, UnknownNameError, did_you_mean
from rcagraph.graph.causal_graph import CausalGraph
from rcagraph.graph.node_names import bare_name, find_node

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    "=": lambda one, other: one == other,
}
# What needs no quotes: all but spaces and the signs of the language.
WORD = re.compile(r"""[^\s,+!:<>="']+""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A property that nodes have in words, such as their class.

    Attributes:
        known: every word that it can be, whether or not a node has it.
        of: node id → its words.
    """

    known: tuple[str, ...]
    of: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What can be asked of nodes, besides their names and links.

    Attributes:
        words: property → what each node has of it.
        numbers: measure → node id → figure; a node without one never compares.
    """

    words: Mapping[str, Words]
    numbers: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Name:
    """One node, by its id or a name that people type."""

    text: str

    def __str__(self) -> str:
        return _quoted(self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every node whose id fits; ``*`` stands for any letters."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Property:
    """Every node that has a word, for example ``class:structural``."""

    name: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}:{_quoted(self.value)}"


@dataclass(frozen=True, slots=True)
class Measure:
    """Every node with such a figure; the number is kept as it was written."""

    name: str
    sign: str
    number: str

    def __str__(self) -> str:
        return f"{self.name}{self.sign}{self.number}"


What = Name | Pattern | Property | Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What is chosen, and how far up and down the graph.

    Attributes:
        up, down: links; 0 for none, None for all there are.
        negated: takes away instead.
        at: where ``what`` begins in the text.
    """

    what: What
    up: int | None = 0
    down: int | None = 0
    negated: bool = False
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        up = "" if self.up == 0 else f"{'' if self.up is None else self.up}+"
        down = "" if self.down == 0 else f"+{'' if self.down is None else self.down}"
        return f"{'!' * self.negated}{up}{self.what}{down}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A selection as it was read.

    Attributes:
        choices: terms joined by commas, for each choice.
        text: as it was given.
    """

    choices: tuple[tuple[Term, ...], ...]
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return " ".join(",".join(map(str, terms)) for terms in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a selection comes to in one graph.

    Attributes:
        nodes: ids of the nodes chosen.
        avoided: ids of those taken away from all that was chosen.
        narrowed: whether anything was asked for, and not only taken away.
    """

    nodes: frozenset[str]
    avoided: frozenset[str]
    narrowed: bool


def placed(problem: Problem, text: str, at: int) -> Problem:
    """Return a problem with a selection's text and the place in it."""
    return replace(problem, excerpt=text, column=at + 1)


def listed_choice(words: Sequence[str]) -> str:
    """Return words as a choice.

    >>> listed_choice(["a", "b", "c"]), listed_choice([])
    ('a, b or c', 'nothing')
    """
    if not words:
        return "nothing"
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def select(graph: CausalGraph, selection: Selection, facts: Facts) -> Chosen:
    """Return the nodes that a selection chooses.

    Args:
        graph: whose nodes.
        selection: what to choose.
        facts: properties and measures that can be asked for.

    Raises:
        SelectionError: nothing of that name can be asked here.
        UnknownNameError: a node, pattern or word that nothing has.
    """
    chosen: set[str] = set()
    avoided: set[str] = set()
    narrowed = False
    for terms in selection.choices:
        found = [
            (each.negated, _reach(graph, each, facts, selection)) for each in terms
        ]
        wanted = [nodes for negated, nodes in found if not negated]
        unwanted = frozenset[str]().union(*(nodes for neg, nodes in found if neg))
        if wanted:
            narrowed = True
            chosen |= frozenset.intersection(*wanted) - unwanted
        else:
            avoided |= unwanted
    nodes = frozenset(chosen if narrowed else graph.nodes) - avoided
    return Chosen(nodes=nodes, avoided=frozenset(avoided), narrowed=narrowed)


def within(
    graph: CausalGraph, start: Collection[str], links: int | None, *, up: bool
) -> set[str]:
    """Return the nodes up to so many links before or after some, and these.

    Args:
        links: the most links away; None: however many there are.
        up: towards causes, else towards effects.
    """
    towards = graph.whole.pred if up else graph.whole.succ
    reached, rim = set(start), set(start)
    step = 0
    while rim and (links is None or step < links):
        rim = {other for node in rim for other in towards[node]} - reached
        reached |= rim
        step += 1
    return reached


def _quoted(text: str) -> str:
    # A bare number before a plus would count links.
    if WORD.fullmatch(text) and "*" not in text and not text.isdecimal():
        return text
    return f"'{text}'" if '"' in text else f'"{text}"'


def _reach(
    graph: CausalGraph, term: Term, facts: Facts, selection: Selection
) -> frozenset[str]:
    start = _start(graph, term, facts, selection)
    upstream = within(graph, start, term.up, up=True)
    return frozenset(upstream | within(graph, start, term.down, up=False))


def _start(
    graph: CausalGraph, term: Term, facts: Facts, selection: Selection
) -> Collection[str]:
    what = term.what
    match what:
        case Name():
            try:
                return (find_node(graph, what.text),)
            except UnknownNameError as error:
                there = (placed(p, selection.text, term.at) for p in error.problems)
                raise UnknownNameError(there) from None
        case Pattern():
            parts = map(re.escape, what.text.casefold().split("*"))
            fits = re.compile(".*".join(parts)).fullmatch
            found = [node for node in graph.nodes if fits(node.casefold())]
            if not found:
                expected = "a pattern that the id of a node fits, such as ops_*"
                raise _unknown(selection, term.at, "no such node", what.text, expected)
            return found
        case Property():
            return _having(what, term.at, facts, selection)
        case Measure():
            known = facts.numbers.get(what.name)
            if known is None:
                _cannot_ask(what.name, term.at, facts.numbers, selection)
            number, holds = float(what.number), _COMPARED[what.sign]
            return [n for n, figure in known.items() if holds(figure, number)]


def _having(
    what: Property, at: int, facts: Facts, selection: Selection
) -> Sequence[str]:
    words = facts.words.get(what.name)
    if words is None:
        _cannot_ask(what.name, at, facts.words, selection)
    wanted = bare_name(what.value)
    meant = [word for word in words.known if bare_name(word) == wanted]
    if not meant:
        place = at + len(what.name) + 1
        message = f"unknown {what.name}"
        few = len(words.known) <= 6  # noqa: PLR2004 - a list to read at a glance
        expected = (
            listed_choice(words.known)
            if few
            else f"one of {len(words.known)}, such as {words.known[0]}"
        )
        hint = did_you_mean(what.value, words.known)
        raise _unknown(selection, place, message, what.value, expected, hint)
    return [node for node, own in words.of.items() if not {*own}.isdisjoint(meant)]


def _cannot_ask(
    name: str, at: int, known: Collection[str], selection: Selection
) -> NoReturn:
    problem = Problem(
        message="this cannot be asked here"
        if known
        else "this can only be asked of an organisation",
        found=repr(name),
        expected=listed_choice(sorted(known)) if known else "a node or a property",
        hint=did_you_mean(name, known),
        code=Code.SELECTION,
    )
    raise SelectionError(placed(problem, selection.text, at))


def _unknown(  # noqa: PLR0913, PLR0917 - the parts of a message
    selection: Selection,
    at: int,
    message: str,
    found: str,
    expected: str,
    hint: str = "",
) -> UnknownNameError:
    problem = Problem(
        message=message,
        found=repr(found),
        expected=expected,
        hint=hint,
        code=Code.ID_UNKNOWN,
    )
    return UnknownNameError(placed(problem, selection.text, at))
