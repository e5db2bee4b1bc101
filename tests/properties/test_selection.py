"""The algebra of selections, on any graph."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from rcagraph.errors import RcagraphError
from rcagraph.graph.causal_graph import CausalGraph, CausalLink
from rcagraph.graph.facts import graph_facts
from rcagraph.graph.selection import (
    Chosen,
    Facts,
    Measure,
    Name,
    Pattern,
    Property,
    Selection,
    Term,
    select,
)
from rcagraph.graph.selection_text import parse_selection
from rcagraph.vocabulary.terms import Node, NodeKind

NODES = [f"i_n{number}" for number in range(8)]


@st.composite
def graphs(draw: st.DrawFn) -> CausalGraph:
    pairs = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))
    arcs = draw(st.sets(pairs.filter(lambda arc: arc[0] != arc[1]), max_size=14))
    return CausalGraph(
        nodes={
            name: Node(id=name, label=name, kind=NodeKind.STATE, definition="")
            for name in NODES
        },
        links=tuple(
            CausalLink(
                cause=one, effect=two, strength=0.4, lag="", lag_days=0.0, claims=()
            )
            for one, two in sorted(arcs)
        ),
    )


def words(quotes: str) -> st.SearchStrategy[str]:
    letters = st.characters(categories=["L", "Nd"])
    anything = st.characters(exclude_characters=quotes, exclude_categories=["C"])
    return st.tuples(letters, st.text(anything, max_size=8)).map("".join)


PLAIN = st.from_regex(r"[a-z_][a-z0-9_-]{0,6}[a-z]", fullmatch=True)
LINKS = st.none() | st.integers(0, 9999)
WHAT = st.one_of(
    words('"').map(Name) | words("'").map(Name),
    PLAIN.map(lambda word: Pattern(f"{word}*")),
    st.builds(Property, PLAIN, words('"')),
    st.builds(
        Measure,
        PLAIN,
        st.sampled_from([">", ">=", "<", "<=", "="]),
        st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3})?", fullmatch=True),
    ),
)
TERMS = st.builds(Term, what=WHAT, up=LINKS, down=LINKS, negated=st.booleans())
CHOICES = st.lists(TERMS, min_size=1, max_size=3).map(tuple)
TYPED = st.lists(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "!"]),
        st.sampled_from(["", "+", "1+", "2+"]),
        st.sampled_from([*NODES, "i_*", "kind:state", "belief>0.3"]),
        st.sampled_from(["", "+", "+1"]),
    ),
    min_size=1,
    max_size=3,
).map(",".join)


def chosen(graph: CausalGraph, text: str) -> Chosen:
    beliefs = {node: at / 10 for at, node in enumerate(NODES)}
    facts = Facts(words=graph_facts(graph, {}).words, numbers={"belief": beliefs})
    return select(graph, parse_selection(text), facts)


@given(st.lists(CHOICES, min_size=1, max_size=3))
def test_what_is_printed_reads_as_the_same(choices: list[tuple[Term, ...]]) -> None:
    selection = Selection(choices=tuple(choices))
    assert parse_selection(str(selection)) == selection


@given(graphs(), TYPED, TYPED)
def test_order_and_repetition_change_nothing(
    graph: CausalGraph, one: str, other: str
) -> None:
    joined = chosen(graph, f"{one} {other}")
    assert chosen(graph, f"{other} {one}") == joined
    assert chosen(graph, f"{one} {other} {one}") == joined
    assert chosen(graph, f"{one},{one}") == chosen(graph, one)


@given(graphs(), TYPED, st.sampled_from(NODES))
def test_what_is_excluded_is_gone_and_nothing_else(
    graph: CausalGraph, text: str, gone: str
) -> None:
    assert chosen(graph, f"{text} !{gone}").nodes == chosen(graph, text).nodes - {gone}


@given(graphs(), st.sampled_from(NODES))
def test_reach_grows_to_all_ancestors_and_descendants(
    graph: CausalGraph, start: str
) -> None:
    steps = [chosen(graph, f"{links}+{start}").nodes for links in range(len(NODES))]
    assert all(one <= other for one, other in pairwise(steps))
    assert steps[-1] == nx.ancestors(graph.whole, start) | {start}
    assert chosen(graph, f"+{start}").nodes == steps[-1]
    after = nx.descendants(graph.whole, start) | {start}
    assert chosen(graph, f"{start}+").nodes == after


SIGNS = st.sampled_from(["+", "!", ",", ":", ">", "=", "<=", '"', "'", " ", "*", "1"])


@given(graphs(), st.lists(SIGNS | st.sampled_from([*NODES, "kind", "theme", "belief"])))
def test_signs_in_any_order_end_in_an_answer_or_a_message(
    graph: CausalGraph, parts: list[str]
) -> None:
    _answer_or_message(graph, "".join(parts))


@given(graphs(), st.text())
def test_any_text_ends_in_an_answer_or_a_message(graph: CausalGraph, text: str) -> None:
    _answer_or_message(graph, text)


def _answer_or_message(graph: CausalGraph, text: str) -> None:
    try:
        found = chosen(graph, text)
    except RcagraphError as error:
        for problem in error.problems:
            assert problem.excerpt == text
            assert problem.column is not None
            assert 1 <= problem.column <= len(text) + 1
            assert str(problem)
    else:
        assert found.nodes <= set(NODES)
