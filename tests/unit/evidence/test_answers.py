from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rcagraph.answers.answer import Answer, new_answer
from rcagraph.answers.book import AnswerBook
from rcagraph.evidence.answers import lasts, with_answers
from rcagraph.evidence.entries import agreeing_reviews, combine, combined
from rcagraph.evidence.records import Entry, OrganisationEvidence
from rcagraph.hypotheses.enquiries import EnquiryIndex
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology

ONTOLOGY = read_ontology(ontology_folder())
CONSTANTS = ONTOLOGY.constants
INDEX = EnquiryIndex(
    tuple(
        each.hypothesis
        for each in read_library([hypotheses_folder()], ONTOLOGY).hypotheses
    )
)
BEDS = "bed-base-too-small/bed-model"
DAY = date(2026, 6, 30)


def full(enquiry: str, *, refutes: bool = False) -> float:
    """Return the decibans that an enquiry's words say, by their definition."""
    asked, chances = INDEX.by_id[enquiry].enquiry, CONSTANTS.probabilities
    true, false = chances[asked.if_true], chances[asked.if_false]
    return 10 * math.log10((1 - true) / (1 - false) if refutes else true / false)


FULL = full(BEDS)
USUAL = 10 * math.log10(0.8 / 0.2)
FIGURE = Entry(id="m/peers", node="str_bedbase", weight=3.0, metrics=("m",), note="")


def answer(**changes: Any) -> Answer:  # noqa: ANN401
    fields: dict[str, Any] = {
        "organisation": "RAJ",
        "about": "str_bedbase",
        "enquiry": BEDS,
        "outcome": "confirms",
        "kind": "document",
        "reliability": "high",
        "source": "chief operating officer",
        "given": DAY,
        "recorded": DAY,
    }
    return new_answer(**fields | changes)


def theme(title: str, **changes: Any) -> Answer:  # noqa: ANN401
    return answer(kind="review", enquiry="", document=title, **changes)


def weighed(*answers: Answer, figures: tuple[Entry, ...] = ()) -> OrganisationEvidence:
    before = OrganisationEvidence(
        organisation="RAJ",
        as_of=DAY,
        peers=(),
        metrics={},
        tests=(),
        entries={"str_bedbase": figures} if figures else {},
        weights={"str_bedbase": combined(figures, CONSTANTS)} if figures else {},
    )
    (after,) = with_answers([before], AnswerBook(answers=answers), INDEX, ONTOLOGY)
    return after


def weight(*answers: Answer, figures: tuple[Entry, ...] = ()) -> float:
    return weighed(*answers, figures=figures).weights.get("str_bedbase", 0.0)


def test_an_answer_weighs_what_the_words_of_its_enquiry_say() -> None:
    assert weight(answer()) == pytest.approx(FULL)
    assert weight(answer(outcome="refutes")) == pytest.approx(full(BEDS, refutes=True))


@pytest.mark.parametrize("word", ["high", "moderate", "low"])
def test_reliability_scales_it(word: str) -> None:
    share = CONSTANTS.answers.reliability[word]
    assert weight(answer(reliability=word)) == pytest.approx(share * FULL)


def test_an_unclear_answer_weighs_nothing_and_is_kept() -> None:
    found = weighed(answer(outcome="unclear"))
    assert found.weights == {}
    assert [each.answer.outcome for each in found.answers] == ["unclear"]


def test_figures_do_not_dilute_an_answer_nor_it_them() -> None:
    figures = (FIGURE, replace(FIGURE, id="n/peers"))
    alone = combine([3.0, 3.0], correlation=CONSTANTS.correlation)
    assert weight(answer(), figures=figures) == pytest.approx(alone + FULL)


def test_answers_to_one_enquiry_repeat_each_other() -> None:
    second = answer(source="medical director")
    expected = combine([FULL, FULL], correlation=CONSTANTS.correlation)
    assert weight(answer(), second) == pytest.approx(expected)


def test_answers_to_different_enquiries_add_up() -> None:
    found = weight(answer(), answer(enquiry=""))
    assert found == pytest.approx(FULL + USUAL)


def test_the_order_of_answers_does_not_matter() -> None:
    some = [answer(), answer(outcome="refutes"), theme("A"), theme("B", place="p. 1")]
    assert weighed(*some) == weighed(*reversed(some))


def test_an_old_answer_fades_as_its_class_does() -> None:
    old = answer(given=date(2024, 6, 30))
    assert weight(old) == pytest.approx(FULL * 0.98**8)  # structural
    node = ONTOLOGY.nodes["ops_discharge"]
    assert lasts(node, date(2026, 3, 31), DAY, CONSTANTS) == pytest.approx(0.85)
    assert lasts(node, date(2026, 11, 20), DAY, CONSTANTS) == 1


def test_two_reviews_that_agree_are_accepted_whatever_their_age() -> None:
    one, two = theme("A", given=date(2019, 1, 1)), theme("B", given=date(2021, 1, 1))
    assert weight(one) < FULL
    assert weight(one, two) == CONSTANTS.answers.accepted
    against = [replace_outcome(each) for each in (one, two)]
    assert weight(*against) == -CONSTANTS.answers.accepted


def replace_outcome(said: Answer) -> Answer:
    fields = said.model_dump(exclude={"id", "format"}) | {"outcome": "refutes"}
    return new_answer(**fields)


@pytest.mark.parametrize(
    ("answers", "agree"),
    [
        ((theme("A"),), 0),
        ((theme("A"), theme("B")), 2),
        ((theme("A"), theme("A", source="another body")), 2),
        ((theme("A"), theme("A", place="page 9")), 0),
        ((theme("A"), theme("B"), theme("C", outcome="refutes")), 0),
        ((theme("A", outcome="refutes"), theme("B", outcome="refutes")), -2),
        ((theme("A"), theme("B", outcome="unclear")), 0),
    ],
)
def test_reviews_agree_if_different_ones_say_the_same_and_none_differs(
    answers: tuple[Answer, ...], agree: int
) -> None:
    entries = weighed(*answers).entries["str_bedbase"]
    assert agreeing_reviews(entries) == agree


def test_an_enquiry_that_is_gone_still_counts_by_the_usual_words() -> None:
    assert weight(answer(enquiry="gone/away")) == pytest.approx(USUAL)


def test_other_organisations_answers_are_not_used() -> None:
    assert weighed(answer(organisation="RZZ")).answers == ()


def test_every_enquiry_has_one_place_and_repeated_ones_are_merged() -> None:
    ids = [name for each in INDEX.merged for name in each.ids]
    assert len(ids) == len(set(ids)) > len(INDEX.merged)
    merged = INDEX.by_id["capability-to-deliver-change/management-span-and-stability"]
    assert merged.also == ("thin-teams-and-management/mgmt-productivity-spans",)
    assert INDEX.by_id["bed-model"].id == BEDS


def test_merged_enquiries_ask_about_one_node() -> None:
    everyone = {
        f"{each.id}/{enquiry.id}": enquiry
        for each in INDEX.hypotheses
        for enquiry in each.enquiries
    }
    for each in INDEX.merged:
        assert {everyone[name].about for name in each.ids} == {each.enquiry.about}


def test_answers_to_merged_enquiries_are_answers_to_one() -> None:
    pair = INDEX.by_id["capability-to-deliver-change/management-span-and-stability"]
    said = [answer(about="ldr_mgmt", enquiry=name) for name in pair.ids]
    each = full(pair.id)
    expected = combine([each, each], correlation=CONSTANTS.correlation)
    assert weighed(*said).weights["ldr_mgmt"] == pytest.approx(expected)
