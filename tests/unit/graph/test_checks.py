from __future__ import annotations

from dataclasses import replace

from rcagraph.diagnostics.code import Code
from rcagraph.graph.build import build_graph
from rcagraph.graph.checks import indecisive_tests, out_of_reach, weak_claims
from rcagraph.graph.loops import arcs_of, feedback_links, missing_arcs
from rcagraph.hypotheses.library import Library
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import DriverClass, Loop, Node, NodeKind

ONTOLOGY = read_ontology(ontology_folder())
LIBRARY = read_library([hypotheses_folder()], ONTOLOGY)
GRAPH = build_graph(LIBRARY, ONTOLOGY)


def place(name: str) -> tuple[str, int]:
    return name, 1


def test_every_shipped_driver_can_be_found_asked_about_and_traced() -> None:
    assert list(out_of_reach(LIBRARY, GRAPH, ONTOLOGY, place)) == []


def test_no_shipped_claim_lacks_a_source() -> None:
    errors = [each for each in weak_claims(LIBRARY) if each.severity == "error"]
    assert errors == []


def test_every_shipped_test_can_tell_the_two_cases_apart() -> None:
    assert list(indecisive_tests(LIBRARY, ONTOLOGY, observed=None)) == []


def test_whatever_covers_more_than_its_period_is_marked_as_rolling() -> None:
    """The window is in the definition: a year, told monthly or quarterly."""
    windows = ("twelve months", "in a year", "in the year", "to date")
    told_often = [
        each
        for each in ONTOLOGY.metrics.values()
        if each.frequency in {"monthly", "quarterly"}
        and any(window in each.definition for window in windows)
    ]
    assert len(told_often) > 10
    assert [each.id for each in told_often if not each.rolling] == []


def test_a_test_that_asks_a_rolling_metric_about_its_past_is_told() -> None:
    read = LIBRARY.by_id["leavers-and-retention"]
    first, *others = read.hypothesis.tests
    past = {"metric": "shmi", "lens": "baseline", "direction": "adverse"}
    then = {"metric": "shmi", "within": 6}
    waits = {"metric": "rtt_18wk_pct", "lens": "baseline", "direction": "adverse"}
    expect = [past, past | {"lens": "peers"}, waits | {"then": then}]
    changed = first.model_validate(first.model_dump() | {"expect": expect})
    tests = (changed, *others)
    hypothesis = read.hypothesis.model_copy(update={"tests": tests})
    library = Library(hypotheses=(replace(read, hypothesis=hypothesis),))
    told = list(indecisive_tests(library, ONTOLOGY, observed=None))
    assert [each.code for each in told] == [Code.TEST_ON_ROLLING] * 2
    assert {each.severity for each in told} == {"warning"}


def test_a_sequel_of_another_node_keeps_a_test_from_repeating() -> None:
    read = LIBRARY.by_id["diagnostic-capacity-and-flow"]
    (found,) = [
        each for each in read.hypothesis.tests if each.bears_on == "s_diagbacklog"
    ]
    (expected,) = found.expect
    alone = expected.model_copy(update={"then": None})
    repeats = found.model_copy(update={"expect": (alone,)})
    hypothesis = read.hypothesis.model_copy(update={"tests": (found, repeats)})
    library = Library(hypotheses=(replace(read, hypothesis=hypothesis),))
    (problem,) = indecisive_tests(library, ONTOLOGY, observed=None)
    assert problem.code == Code.TEST_REPEATS
    assert problem.column == 15
    assert problem.line == read.places.at("tests", 1, "bears_on").line


def test_a_driver_that_nothing_links_or_asks_about_is_named_twice() -> None:
    alone = Node(
        id="ops_alone",
        label="Alone",
        kind=NodeKind.DRIVER,
        definition="",
        driver_class=DriverClass.OPERATIONAL,
    )
    wider = replace(ONTOLOGY, nodes={**ONTOLOGY.nodes, alone.id: alone})
    told = list(out_of_reach(LIBRARY, GRAPH, wider, place))
    codes = [(each.file, each.code) for each in told]
    assert codes == [
        ("ops_alone", Code.DRIVER_UNLINKED),
        ("ops_alone", Code.DRIVER_WITHOUT_ENQUIRY),
    ]


def test_a_driver_that_leads_to_states_alone_is_named() -> None:
    read = LIBRARY.by_id["internal-discharge-process"]
    links = tuple(each for each in read.hypothesis.links if each.effect == "i_delay")
    short = read.hypothesis.model_copy(update={"links": links})
    library = Library(hypotheses=(replace(read, hypothesis=short),))
    graph = build_graph(library, ONTOLOGY)
    told = list(out_of_reach(library, graph, ONTOLOGY, place))
    cut_off = [each.file for each in told if each.code == Code.DRIVER_WITHOUT_SYMPTOM]
    assert cut_off == ["ops_discharge"]
    symptoms = [each for each in told if each.code == Code.SYMPTOM_UNREACHED]
    assert len(symptoms) == len(short.symptoms)
    assert {each.severity for each in told} == {"warning"}


def test_the_twenty_known_loops_are_closed_by_the_links_and_named() -> None:
    assert len(ONTOLOGY.loops) == 20
    for loop in ONTOLOGY.loops:
        assert missing_arcs(loop, GRAPH) == (), loop.label


def test_each_known_loop_has_a_link_that_acts_from_the_previous_quarter() -> None:
    feedback = {
        (each.link.cause, each.link.effect): each
        for each in feedback_links(GRAPH, ONTOLOGY.loops)
    }
    for loop in ONTOLOGY.loops:
        broken = [feedback[arc] for arc in arcs_of(loop.nodes) if arc in feedback]
        assert any(loop.label in each.names for each in broken), loop.label


def test_each_feedback_link_closes_the_loop_that_is_told_of_it() -> None:
    found = feedback_links(GRAPH, ONTOLOGY.loops)
    assert found
    for each in found:
        assert (each.nodes[-1], each.nodes[0]) == (each.link.cause, each.link.effect)
        assert all(arc in GRAPH.link_index for arc in arcs_of(each.nodes))
        assert not each.local


def test_a_loop_that_the_links_leave_open_is_told_with_what_is_missing() -> None:
    loop = Loop(id="loop-x", label="X", nodes=("s_harm", "ops_discharge"), note="")
    wider = replace(ONTOLOGY, loops=(loop,))
    (problem,) = out_of_reach(LIBRARY, GRAPH, wider, place)
    assert problem.code == Code.LOOP_OPEN
    assert "no link s_harm → ops_discharge, ops_discharge → s_harm" in problem.message
