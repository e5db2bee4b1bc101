from __future__ import annotations

import pytest

from rcagraph.findings.blockers import blocker_matrix, find_blockers
from rcagraph.findings.facts import diagnosis_facts, standing_facts
from rcagraph.findings.standing import Standing
from rcagraph.findings.view import EVERYTHING, View, standing_view
from rcagraph.graph.selection import Chosen
from rcagraph.graph.selection_text import parse_selection
from rcagraph.pipeline import Case, diagnose, read_case, standing_of


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case()


@pytest.fixture(scope="module")
def standing(case: Case) -> Standing:
    return standing_of(case, "RAJ")


def view(nodes: set[str], avoided: set[str], *, narrowed: bool = True) -> View:
    chosen = Chosen(
        nodes=frozenset(nodes), avoided=frozenset(avoided), narrowed=narrowed
    )
    return View(text="x", chosen=chosen)


def test_a_chain_is_shown_if_it_touches_and_does_not_pass_what_is_avoided() -> None:
    assert EVERYTHING.passes(())
    assert view({"a"}, set()).passes(("a", "b"))
    assert not view({"a"}, set()).passes(("b",))
    assert not view({"a"}, {"b"}).passes(("a", "b"))
    assert view(set(), {"b"}, narrowed=False).passes(())


def test_what_is_asked_of_a_standing_is_what_its_diagnosis_says(
    case: Case, standing: Standing
) -> None:
    assert standing_facts(standing) == diagnosis_facts(diagnose(case, "RAJ", draws=2))


def test_blockers_look_at_chosen_drivers_only(standing: Standing) -> None:
    chosen = standing_view(standing, parse_selection("level:nation,!str_shortage"))
    found = find_blockers(standing, "s_turnover", order=1, view=chosen)
    whole = find_blockers(standing, "s_turnover", order=1)
    assert found.ceilings == whole.ceilings
    named = [each.driver for each in found.holding]
    named += [m.driver for each in (*found.sets, *found.best) for m in each.members]
    assert named
    assert all(each.level == "nation" for each in named)
    assert "str_shortage" not in {each.id for each in named}
    assert len(blocker_matrix(standing, chosen).drivers) == found.candidates
