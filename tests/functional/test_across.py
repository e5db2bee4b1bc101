"""Themes, exemplars and comparisons on the shipped figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from rcagraph import across
from rcagraph.answers.answer import new_answer
from rcagraph.answers.book import AnswerBook
from rcagraph.cli import rcagraph
from rcagraph.errors import UnknownNameError
from rcagraph.findings.combinations import find_alike, find_clusters, find_pairs
from rcagraph.findings.comparison import MUCH, Comparison
from rcagraph.findings.exemplars import Exemplars, Kind, find_exemplars
from rcagraph.findings.middle import FEWEST, Place, find_offer, find_pack
from rcagraph.findings.population import Population, find_driver
from rcagraph.findings.themes import Division, Themes, find_themes
from rcagraph.observations.table import ObservationTable
from rcagraph.outputs.compare_text import compare_text
from rcagraph.pipeline import Case, read_case, standing_of

WHO = "RAJ"


@pytest.fixture(scope="session")
def case() -> Case:
    return read_case()


@pytest.fixture(scope="session")
def population(case: Case) -> Population:
    return across.population_of(case)


@pytest.fixture(scope="session")
def themes(population: Population) -> Themes:
    return find_themes(population, draws=3, permutations=99)


@pytest.fixture(scope="session")
def compared(case: Case) -> Comparison:
    return across.compare(case, WHO, "RNN")


@pytest.fixture(scope="session")
def all_exemplars(case: Case, population: Population) -> list[Exemplars]:
    return [
        find_exemplars(population, case.observations, WHO, each)
        for each in population.drivers
    ]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    case: Case,
    population: Population,
    compared: Comparison,
) -> Callable[..., Result]:
    monkeypatch.setattr("rcagraph.pipeline.read_case", lambda *_, **__: case)
    monkeypatch.setattr(across, "population_of", lambda *_, **__: population)
    monkeypatch.setattr(across, "compare", lambda *_, **__: compared)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(rcagraph, arguments, catch_exceptions=True)

    return command


def test_expected_numbers_are_sums_of_beliefs(
    themes: Themes, population: Population
) -> None:
    assert len(themes.themes) == len(population.drivers)
    for each in themes.themes:
        column = population.column[each.driver.id]
        beliefs = population.beliefs[:, column]
        assert each.count.expected == pytest.approx(beliefs.sum())
        assert each.count.believed == (beliefs >= 0.5).sum()
        assert 0 <= each.count.low <= each.count.high <= each.count.size
    expected = [each.count.expected for each in themes.themes]
    assert expected == sorted(expected, reverse=True)


@pytest.mark.parametrize("division", Division)
def test_groups_of_a_division_add_up_to_all(themes: Themes, division: Division) -> None:
    for theme in themes.themes:
        cells = [c for c in themes.of(division) if c.driver.id == theme.driver.id]
        for name in ("size", "in_sight", "believed", "told"):
            parts = [getattr(cell.count, name) for cell in cells]
            assert sum(parts) == getattr(theme.count, name)
        parts = [cell.count.expected for cell in cells]
        assert sum(parts) == pytest.approx(theme.count.expected)


def test_small_groups_are_shown_and_not_judged(themes: Themes) -> None:
    for cell in themes.of(Division.SYSTEM):
        if cell.count.size < 3:
            assert cell.chance is None
        assert 0 <= cell.larger <= 1
    assert any(cell.chance is not None for cell in themes.of(Division.SYSTEM))


def test_pairs_are_believed_together_more_than_apart(population: Population) -> None:
    pairs = find_pairs(population, permutations=59)
    assert pairs
    for each in pairs:
        one, other = (
            population.beliefs[:, population.column[node.id]]
            for node in (each.first, each.second)
        )
        assert each.together == pytest.approx((one * other).sum())
        assert each.chance <= 0.05
        assert each.together > each.apart
    ties = [each.built_in for each in pairs]
    assert ties == sorted(ties)  # what the model ties comes last


def test_every_organisation_is_in_one_cluster_or_there_are_none(
    population: Population,
) -> None:
    found = find_clusters(population, draws=4)
    members = [one.code for each in found.clusters for one in each.members]
    assert sorted(members) in ([], [one.code for one in population.organisations])
    assert all(each.medoid in each.members for each in found.clusters)
    assert (found.strength == "none") == (not found.clusters)


def test_those_alike_are_compared_on_what_both_have_told(
    population: Population,
) -> None:
    found = find_alike(population, WHO)
    assert len(found) == len(population.organisations) - 1
    assert WHO not in {each.organisation.code for each in found}
    one = population.row[WHO]
    for each in found[::20]:
        other = population.row[each.organisation.code]
        both = population.told[one] & population.told[other]
        gaps = (population.lifts[one] - population.lifts[other])[both]
        assert each.compared == both.sum()
        assert each.decibans == pytest.approx(np.sqrt((gaps**2).mean()), abs=1e-6)
    assert [e.decibans for e in found] == sorted(e.decibans for e in found)


def test_an_exemplar_has_direct_evidence_against_the_driver(
    all_exemplars: list[Exemplars], population: Population
) -> None:
    assert any(found.exemplars for found in all_exemplars)
    for found in all_exemplars:
        column = population.column[found.driver.id]
        distances = [each.peer.distance for each in found.exemplars]
        assert distances == sorted(distances)
        for each in found.exemplars:
            row = population.row[each.organisation.code]
            assert population.told[row, column]
            assert each.weight < 0
            assert each.against
            assert each.organisation.code != found.organisation.code
            assert each.organisation.code not in found.untold
            if each.kind is Kind.FREE:
                assert each.belief < population.priors[column]


def test_who_got_rid_of_it_had_it_and_has_it_no_more(
    all_exemplars: list[Exemplars], population: Population
) -> None:
    spells = [
        (found, each, each.spell)
        for found in all_exemplars
        for each in found.exemplars
        if each.spell is not None
    ]
    assert spells
    for found, each, spell in spells:
        row = population.row[each.organisation.code]
        column = population.column[found.driver.id]
        assert each.kind is Kind.RID
        assert not population.in_sight[row, column]
        assert spell.since < spell.until < population.as_of
        assert spell.weight > 0 > each.weight or spell.height > each.belief
        for moved in each.moved:
            assert moved.then.period <= spell.on < population.as_of
            assert moved.now.period > moved.then.period


def test_want_of_data_makes_no_exemplar(
    all_exemplars: list[Exemplars], population: Population
) -> None:
    silent = [
        found
        for found in all_exemplars
        if not population.told[:, population.column[found.driver.id]].any()
    ]
    assert silent
    for found in silent:
        assert not found.exemplars
        assert len(found.untold) == found.pool


def test_the_middle_lies_between_the_quartiles_of_candidates(
    case: Case, population: Population
) -> None:
    offer = find_offer(case.model.ontology.offers, "collaboratives")
    pack = find_pack(population, offer)
    assert {each.driver.id for each in pack.drivers} == set(offer.addresses)
    judged = [each for each in pack.drivers if each.lower is not None]
    assert judged
    for each in judged:
        assert len(each.placed) == len(population.organisations)
        assert each.lower is not None
        assert each.upper is not None
        shares = {
            place: [one.contribution for one in each.of(place)] for place in Place
        }
        candidates = shares[Place.LIGHT] + shares[Place.MIDDLE] + shares[Place.WORST]
        assert len(candidates) >= FEWEST
        lower, upper = np.quantile(candidates, (0.25, 0.75))
        assert (each.lower, each.upper) == pytest.approx((lower, upper))
        assert all(lower <= share <= upper for share in shares[Place.MIDDLE])
    worst = {one.organisation for each in pack.drivers for one in each.of(Place.WORST)}
    assert not worst & {one for one, _ in pack.middle}


def test_reasons_add_up_to_the_difference(compared: Comparison) -> None:
    explained = [each for each in compared.drivers if each.explained]
    assert explained
    for each in explained:
        parts = sum(part.decibans for part in each.parts)
        total = parts + each.past + each.loops + each.little + each.residual
        assert total == pytest.approx(each.decibans, abs=1e-6)
        odds = [p / (1 - p) for p in each.belief]
        assert each.decibans == pytest.approx(10 * np.log10(odds[1] / odds[0]))
        assert abs(each.decibans) >= MUCH
        assert abs(each.residual) < 1.5


def test_compared_the_other_way_round_everything_turns(
    case: Case, compared: Comparison
) -> None:
    back = across.compare(case, "RNN", WHO)
    turned = {each.driver.id: each for each in back.drivers}
    assert len(turned) == len(compared.drivers)
    for each in compared.drivers:
        other = turned[each.driver.id]
        assert other.belief == pytest.approx(each.belief[::-1])
        assert other.rank == each.rank[::-1]
        assert other.decibans == pytest.approx(-each.decibans, abs=1e-6)
        assert other.past == pytest.approx(-each.past, abs=0.01)
        assert [p.node.id for p in other.parts][:1] == [p.node.id for p in each.parts][
            :1
        ]
    moved = {each.metric.id: each.moved for each in compared.metrics}
    assert {each.metric.id: -(each.moved or 0) for each in back.metrics} == (
        pytest.approx(moved)
    )


def test_nothing_differs_from_itself(case: Case) -> None:
    found = across.compare(case, WHO, WHO)
    assert not any((found.metrics, found.one_sided, found.drivers, found.symptoms))
    assert "Nothing differs" in compare_text(found)


def test_one_sided_metrics_are_said_and_not_counted(compared: Comparison) -> None:
    for each in compared.one_sided:
        assert None in each.observations
        assert each.moved is None
        assert each.missing[each.observations.index(None)]
    assert all(None not in each.observations for each in compared.metrics)


def test_takeovers_between_two_dates_are_told(case: Case, compared: Comparison) -> None:
    heir = next(
        each
        for each in case.organisations
        if any(past.on.year >= 2023 for past in each.predecessors)
    )
    past = next(each for each in heir.predecessors if each.on.year >= 2023)
    earlier = date(past.on.year - 1, 12, 31)
    found = across.compare(case, heir.code, then=earlier)
    assert past in found.successions
    assert found.days[0] == earlier
    assert not compared.successions


def test_order_of_organisations_and_rows_changes_nothing(case: Case) -> None:
    codes = case.observations.organisations[:12]
    frame = case.observations._frame  # noqa: SLF001 - to cut it down
    cut = frame[frame["org_code"].isin(codes)]
    found = [
        find_themes(
            across.population_of(
                replace(
                    case,
                    organisations=case.organisations[::step],
                    observations=ObservationTable(cut[::step]),
                ),
                as_of=date(2026, 3, 31),
            ),
            draws=2,
            permutations=9,
        )
        for step in (1, -1)
    ]
    one, other = (
        [
            (cell.driver.id, cell.group, cell.count.low, cell.count.high, cell.chance)
            for cell in each.cells
        ]
        for each in found
    )
    assert one == other


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("themes", "--draws", "2", "--top", "3"), ["DRIVERS", "BY REGION", "SYSTEMS"]),
        (("themes", "--draws", "2", "--driver", "vacancy"), ["ops_vacancy", "BY TYPE"]),
        (("themes", "--draws", "2", "--by", "region"), ["London (", "rest:"]),
        (("themes", "--collaborative", "collaboratives"), ["MIDDLE", "quartile"]),
        (("themes", "--like", WHO, "--top", "2"), ["ALIKE", "dB apart over"]),
        (("exemplars", WHO, "--driver", "ops_discharge"), ["DO NOT HAVE", "distance"]),
        (("compare", WHO, "RNN", "--top", "2"), ["DRIVERS: RAJ", "the past", "z"]),
    ],
    ids=" ".join,
)
def test_commands_say_what_they_found_and_what_it_is_worth(
    run: Callable[..., Result], arguments: tuple[str, ...], words: list[str]
) -> None:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    for word in words:
        assert word in done.stdout
    said = " ".join(done.stdout.split())
    assert "to weigh" in said or "Whom to ask, not what works" in said


def test_every_table_can_be_read_by_machines(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    for number, arguments in enumerate(
        [
            ("themes", "--draws", "2"),
            ("themes", "--collaborative", "girft"),
            ("themes", "--like", WHO),
            ("exemplars", WHO, "--driver", "vacancy"),
            ("compare", WHO, "RNN"),
        ]
    ):
        file = tmp_path / f"{number}.csv"
        done = run(*arguments, "--json", "--out", str(file))
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["caution"]
        text = file.read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) > 1
        assert len({len(row) for row in rows}) == 1


def test_the_page_of_themes_asks_the_network_for_nothing(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "themes.html"
    assert run("themes", "--draws", "2", "--out", str(file)).exit_code == 0
    page = file.read_text(encoding="utf-8")
    assert "default-src 'none'" in unescape(page)
    assert "<script" not in page
    assert "src=" not in page.replace("default-src", "").replace("style-src", "")
    assert page.count("<details>") > 40


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("exemplars", "RAK", "--driver", "vacancy"), "unknown organisation"),
        (("exemplars", WHO, "--driver", "s_edcrowding"), "not a driver"),
        (("themes", "--collaborative", "colaboratives"), "did you mean"),
        (("themes", "--driver", "vacancies"), "unknown node"),
    ],
)
def test_unknown_names_are_refused_by_name(
    run: Callable[..., Result], arguments: tuple[str, ...], said: str
) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, UnknownNameError)
    assert said in str(done.exception)


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", WHO),
        ("compare", WHO, "RNN", "--then", "2023-03"),
        ("themes", "--driver", "vacancy", "--by", "region"),
        ("themes", "--out", "themes.xlsx"),
        ("exemplars", WHO),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_before_any_work(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(rcagraph, arguments).exit_code == 2


def test_a_driver_is_found_by_part_of_its_id(case: Case) -> None:
    graph = case.model.graph
    assert find_driver(graph, "bedbase").id == "str_bedbase"


def test_answers_count_across_organisations_as_they_do_in_one(case: Case) -> None:
    said = new_answer(
        organisation=WHO,
        about="str_scanners",
        outcome="confirms",
        kind="document",
        reliability="high",
        source="imaging lead",
        given=date(2026, 6, 1),
        recorded=date(2026, 6, 2),
    )
    told = replace(
        case,
        organisations=tuple(each for each in case.organisations if each.code < "RB"),
        answers=AnswerBook(answers=(said,)),
    )
    alone = standing_of(told, WHO)
    many = across.population_of(told)
    column = many.column["str_scanners"]
    assert "str_scanners" in alone.evidence.weights
    assert many.told[many.row[WHO], column]
    assert many.beliefs[many.row[WHO], column] == pytest.approx(
        alone.inferred.posterior.beliefs[0, many.places[column]], abs=0.01
    )
    before = across.population_of(told, as_of=date(2026, 5, 31))
    entries = before.entries(before.row[WHO], column)
    assert said.id not in {each.id.rpartition("/")[2] for each in entries}
