from __future__ import annotations

import pytest

from rcagraph.errors import UnknownNameError
from rcagraph.findings.blockers import blocker_matrix, find_blockers, pairs_together
from rcagraph.findings.interdependencies import blocked, entangled_loops, nearest_levels
from rcagraph.findings.paths import link_sources, paths_between
from rcagraph.findings.standing import BELIEVED, Standing
from rcagraph.findings.surroundings import surroundings
from rcagraph.graph.node_names import find_node
from rcagraph.pipeline import read_case, standing_of
from rcagraph.vocabulary.terms import LevelOfControl


@pytest.fixture(scope="module")
def standing() -> Standing:
    return standing_of(read_case(), "RAJ")


def test_a_turning_loop_has_only_believed_members(standing: Standing) -> None:
    found = entangled_loops(standing)
    assert found.longest is None
    for loop in found.turning:
        assert min(standing.beliefs[node] for node in loop.nodes) >= BELIEVED
        assert loop.weakest_belief == standing.beliefs[loop.weakest]
        periods = [move.period for move in loop.moved]
        assert periods == sorted(periods)
    assert all(loop.weakest_belief < BELIEVED for loop in found.still)
    gains = [loop.gain for loop in found.turning]
    assert gains == sorted(gains, reverse=True)


def test_a_loop_is_broken_by_an_open_offer_or_else_by_a_link(
    standing: Standing,
) -> None:
    for loop in entangled_loops(standing).turning:
        at = loop.break_at
        assert at.node in loop.nodes
        assert (at.offer is None) != (at.link is None)
        if at.offer:
            assert not blocked(at.offer, standing.beliefs)
        else:
            assert at.link is not None
            levels = nearest_levels(standing.model.graph)
            assert at.level == levels.get(at.link.effect)


def test_a_path_that_no_source_spans_is_stitched(standing: Standing) -> None:
    found = paths_between(standing, "str_bedbase", "s_edcrowding", longest=5)
    graph = standing.model.graph
    for path in found.paths:
        links = [
            graph.link_index[ends]
            for ends in zip(path.nodes, path.nodes[1:], strict=False)
        ]
        spanning = set.intersection(*(set(link_sources(link)) for link in links))
        assert set(path.end_to_end) == spanning
        assert path.stitched == (len(links) > 1 and not spanning)
        assert path.weakest.strength == min(link.strength for link in links)
    shares = [path.share for path in found.paths]
    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1


def test_ceilings_lie_between_belief_and_floor(standing: Standing) -> None:
    found = find_blockers(standing, "s_turnover", order=1)
    assert all(
        found.floor <= each.left <= found.belief + 1e-9 for each in found.ceilings
    )
    assert found.floor < found.threshold < found.belief
    for each in found.holding:
        assert each.driver.level is not LevelOfControl.TRUST
    for each in found.sets:
        assert each.left < found.threshold
    assert [len(each.members) for each in found.best] == [1, 2]
    assert found.best[1].left <= found.best[0].left


def test_the_matrix_agrees_with_the_question_for_one_driver(
    standing: Standing,
) -> None:
    found = blocker_matrix(standing)
    best = find_blockers(standing, "s_turnover", order=1).best[0]
    column = [each.id for each in found.targets].index("s_turnover")
    row = found.drivers.index(best.members[0].driver)
    fall = found.falls[row, column]
    assert fall == found.falls[:, column].max()
    assert standing.beliefs["s_turnover"] - best.left == pytest.approx(fall)


def test_pairs_do_more_together_than_apart(standing: Standing) -> None:
    pairs = pairs_together(standing, "s_turnover")
    assert pairs
    assert all(pair.together > pair.apart for pair in pairs)


def test_what_a_node_is_put_down_to_adds_up(standing: Standing) -> None:
    found = surroundings(standing, "s_edcrowding")
    assert found.own + sum(each.share for each in found.upstream) == pytest.approx(1)
    assert all(0 <= each.share <= 1 + 1e-9 for each in found.downstream)
    for cause in found.common_causes:
        assert len(cause.through) > 1
        assert "s_edcrowding" not in cause.through


@pytest.mark.parametrize(
    "name",
    ["s_edcrowding", "ED-crowding", "edcrowding", "emergency department crowding"],
)
def test_nodes_are_found_by_many_names(name: str, standing: Standing) -> None:
    assert find_node(standing.model.graph, name) == "s_edcrowding"


def test_an_unknown_node_is_refused_with_a_hint(standing: Standing) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 's_edcrowding'"):
        find_node(standing.model.graph, "edcrowdng")
