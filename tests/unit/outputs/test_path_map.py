from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.path_map import main_symptom, path_map
from rcagraph.vocabulary.terms import NodeKind


def test_the_most_severe_symptom_is_asked_about(diagnosis: Diagnosis) -> None:
    assert main_symptom(diagnosis) == "s_crowding"


def test_without_severity_there_is_no_main_symptom(
    healthy_diagnosis: Diagnosis,
) -> None:
    assert main_symptom(healthy_diagnosis) is None


@pytest.mark.parametrize("limit", [2, 5, 9])
def test_limits_hold_and_what_they_cut_is_counted(
    diagnosis: Diagnosis, limit: int
) -> None:
    shown = path_map(diagnosis, "s_crowding", drivers=limit, nodes=12, layers=4)
    kinds = [diagnosis.graph.nodes[each].kind for each in shown.layer_of]
    assert len(kinds) <= 12
    assert max(shown.layer_of.values()) < 4
    leading = nx.ancestors(diagnosis.graph.acyclic, "s_crowding")
    assert len(leading) + 1 == (len(kinds) + shown.hidden_drivers + shown.hidden_others)
    assert kinds.count(NodeKind.DRIVER) > 0


def test_effects_stand_nearer_to_the_symptom_than_their_causes(
    diagnosis: Diagnosis,
) -> None:
    shown = path_map(diagnosis, "s_crowding", drivers=20, nodes=40, layers=9)
    assert shown.layer_of["s_crowding"] == 0
    assert len(shown.links) > 10
    for cause, effect in shown.links:
        assert shown.layer_of[cause] > shown.layer_of[effect]


def test_paths_over_feedback_links_are_left_out(diagnosis: Diagnosis) -> None:
    fed_back = tuple(
        replace(each, paths=tuple(replace(path, feedback=True) for path in each.paths))
        for each in diagnosis.drivers
    )
    shown = path_map(
        replace(diagnosis, drivers=fed_back),
        "s_crowding",
        drivers=9,
        nodes=30,
        layers=6,
    )
    assert shown.layer_of == {"s_crowding": 0}
