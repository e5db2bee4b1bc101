from __future__ import annotations

from collections.abc import Sequence

import pytest

from rcagraph.errors import RcagraphError, SelectionError, UnknownNameError
from rcagraph.graph.causal_graph import CausalGraph, CausalLink, Claim
from rcagraph.graph.facts import graph_facts
from rcagraph.graph.selection import Chosen, Facts, select
from rcagraph.graph.selection_text import parse_selection
from rcagraph.vocabulary.terms import DriverClass, LevelOfControl, Node, NodeKind

LABELS = {
    "ops_flow": "Slow flow",
    "str_beds": "Too few beds",
    "i_occupancy": "Bed occupancy",
    "s_crowding": "Crowding in the department",
    "s_queue": "Queue at the door",
}
ARCS = (
    ("ops_flow", "i_occupancy", "flow"),
    ("str_beds", "i_occupancy", "beds"),
    ("i_occupancy", "s_crowding", "flow"),
    ("s_crowding", "s_queue", "flow"),
    ("s_queue", "i_occupancy", "beds"),  # back round
)
CLASSES = {"ops": DriverClass.OPERATIONAL, "str": DriverClass.STRUCTURAL}
KINDS = {"i": NodeKind.STATE, "s": NodeKind.SYMPTOM}


def node(name: str, label: str) -> Node:
    start = name.partition("_")[0]
    kind = KINDS.get(start, NodeKind.DRIVER)
    return Node(
        id=name,
        label=label,
        kind=kind,
        definition="",
        domain="Beds, flow and discharge" if "c" in name else "",
        driver_class=CLASSES.get(start),
        level=LevelOfControl.TRUST if start == "ops" else None,
    )


def claim(hypothesis: str) -> Claim:
    return Claim(
        hypothesis=hypothesis,
        source="expert prior",
        why="",
        evidence="expert-prior",
        contested="",
        place="",
    )


GRAPH = CausalGraph(
    nodes={name: node(name, label) for name, label in LABELS.items()},
    links=tuple(
        CausalLink(
            cause=cause,
            effect=effect,
            strength=0.4,
            lag="weeks",
            lag_days=21,
            claims=(claim(hypothesis),),
            feedback=cause == "s_queue",
        )
        for cause, effect, hypothesis in sorted(ARCS)
    ),
)
KNOWN = graph_facts(GRAPH, {"flow": "discharge", "beds": "estate"})
FACTS = Facts(words=KNOWN.words, numbers={"belief": {"ops_flow": 0.2, "s_queue": 0.61}})


def chosen(text: str) -> Chosen:
    return select(GRAPH, parse_selection(text), FACTS)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("crowding", ["s_crowding"]),
        ("'Too few beds'", ["str_beds"]),
        ("1+crowding", ["i_occupancy", "s_crowding"]),
        ("crowding+1", ["s_crowding", "s_queue"]),
        ("0+crowding+0", ["s_crowding"]),
        ("+crowding", list(LABELS)),
        ("flow+2", ["i_occupancy", "ops_flow", "s_crowding"]),
        ("s_*", ["s_crowding", "s_queue"]),
        ("*C*", ["i_occupancy", "s_crowding"]),
        ("kind:driver", ["ops_flow", "str_beds"]),
        ("class:structural", ["str_beds"]),
        ("class:leadership", []),
        ("level:trust", ["ops_flow"]),
        ("domain:beds-flow-and-discharge", ["i_occupancy", "s_crowding"]),
        ("hypothesis:beds", ["i_occupancy", "s_queue", "str_beds"]),
        ("theme:estate,kind:symptom", ["s_queue"]),
        ("belief>0.2", ["s_queue"]),
        ("belief>=0.2", ["ops_flow", "s_queue"]),
        ("belief<=0.2", ["ops_flow"]),
        ("belief=0.61", ["s_queue"]),
        ("1+belief<0.5+1", ["i_occupancy", "ops_flow"]),
        ("kind:driver,!ops_*", ["str_beds"]),
        ("kind:driver kind:symptom !queue", ["ops_flow", "s_crowding", "str_beds"]),
        ("!kind:driver", ["i_occupancy", "s_crowding", "s_queue"]),
        ("!queue,!crowding", ["i_occupancy", "ops_flow", "str_beds"]),
    ],
)
def test_a_selection_chooses(text: str, nodes: Sequence[str]) -> None:
    assert sorted(chosen(text).nodes) == sorted(nodes)


def test_only_what_stands_alone_is_avoided_altogether() -> None:
    assert chosen("kind:driver,!flow").avoided == frozenset()
    assert chosen("kind:driver !flow").avoided == {"ops_flow"}
    assert (chosen("!flow").narrowed, chosen("s_*").narrowed) == (False, True)


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 1, "the selection is empty; found the end"),
        ("s_queue, s_crowding", 9, "found a space"),
        ("2 + s_queue", 4, "something is missing"),
        ("'Too few", 1, "has no end"),
        ("belief>high", 8, "found 'high', expected a number after >, such as 0.6"),
        ("belief>60%", 8, "not a number"),
        ("class:", 7, "expected a word after class:"),
        ("s_queue+1+2", 10, "cannot read on"),
        ("!!s_queue", 2, "found '!s_queue'"),
        ("s_queue clas:ops", 9, "did you mean 'class'"),
        ("s_queue urgency>1", 9, "expected belief"),
    ],
)
def test_a_mistake_is_marked_where_it_is(text: str, column: int, said: str) -> None:
    with pytest.raises(SelectionError) as caught:
        chosen(text)
    (problem,) = caught.value.problems
    assert (problem.column, problem.code) == (column, "RCG504")
    assert said in str(problem)
    if text:
        assert str(problem).endswith(f"\n    {text}\n    {' ' * (column - 1)}^")


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("s_queue crowdin", 9, "did you mean 's_crowding'"),
        ("s_queue,class:structual", 15, "did you mean 'structural'"),
        ("hypothesis:bed", 12, "did you mean 'beds'"),
        ("x_*", 1, "no such node"),
        ("'***'", 1, "unknown node"),
    ],
)
def test_an_unknown_name_is_marked_and_the_nearest_given(
    text: str, column: int, said: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        chosen(text)
    (problem,) = caught.value.problems
    assert (problem.column, problem.code) == (column, "RCG502")
    assert said in str(problem)


def test_a_mark_stays_under_its_place_whatever_was_typed() -> None:
    with pytest.raises(RcagraphError) as caught:
        chosen("s_queue\t\x1b[2J nothing")
    assert "\x1b" not in str(caught.value.problems[0])
