"""The shapes hold for the shipped ontology, and catch what is wrong with a copy."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from rcagraph.errors import OntologyError, Problem
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.shapes import shacl_problems

pytest.importorskip("pyshacl")

# Term, what is there, what takes its place, and the sentence that names the rule.
# Every term is broken once, so that one run over one copy shows them all.
BROKEN = """
ldr_assurance | a rca:Driver , | a rca:Driver , rca:Symptom , | cannot be a driver and a state or symptom too
stg_altambulance | skos:broader rcai:strategic | skos:broader rcai:structural | broader must be the driver class and nothing else; found 'structural'
ldr_bizcase | dcterms:source | dcterms:references | source must be stated, as a work of sources.ttl or a web address
ldr_board | steer the organisation."@en | steer the organisation"@en | definition must be stated once, in English, and end with a full stop; found 'The board lacks the skills, challenge or strategic attention to steer the organisation'
ops_cip | rca:driverClass rcai:operational | rca:driverClass rcai:level-trust | driverClass must be stated once: operational, strategic, structural or leadership; found 'level-trust'
i_acsc | skos:inScheme rcai:states | skos:inScheme rcai:drivers | inScheme must be rcai:states
i_burnout | low morale"@en | low morale" | prefLabel must be stated once, in English; found 'Burnout and low morale'
i_delay | rca:domain rcai:domain-flow | rca:domain rcai:i_burnout | domain must be stated once, as a domain of domains.ttl; found 'i_burnout'
ae_12hr_dta_count | "context" | "contxt" | polarity must be stated once: high-is-bad, high-is-good or context; found 'contxt'
shmi | "high-is-bad" | "context" | has no adverse direction (rca:polarity "context") and so cannot indicate a node
sickness_pct | rca:reliability | skos:editorialNote | must state rca:indicates and rca:reliability together or not at all
dm01_6wk_pct | rca:reliability 0.9 | rca:reliability 1.9 | reliability may be stated once, from 0 to 1; found '1.9'
rtt_52wk_pct | rca:freshMonths 15 | rca:freshMonths 1.5 | freshMonths must be stated once, as a whole number from 1; found '1.5'
never_events_count_fy | rcai:organisation-acute | rcai:domain-cancer | appliesTo must name at least one type of organisation, of organisations.ttl; found 'domain-cancer'
ae_12hr_arrival_pct | rca:annexRow "3.10" | rca:annexRow "8.10" | annexRow must be a row of tables 3 to 7, such as 3.02; found '8.10'
nof_mrsa_cases | "OF0020" | "OF20" | notation must be an official id, such as OF0023; found 'OF20'
cqc_safe_rating | rca:step 1 | rca:step 0 | step may be stated once, as a number above 0; found '0'
virtual_ward_occupancy_pct | "monthly" | "weekly" | frequency must be stated once: monthly, quarterly, annual or snapshot; found 'weekly'
amb_c1_mean_min | rca:standard rcai:standard-ambulance-c1 . | rca:step 1 . |
standard-ambulance-c1 | 7 ; | 7 ; | standard must be named by at least one metric
standard-ae-4hr-2023-24 | "2024-03-31" | "2014-03-31" | inForceFrom must be stated once, as a date no later than inForceUntil; found '2023-04-01'
standard-ae-4hr | rca:value 95 | rca:value "95 %" | value must be stated once, as a number; found '95 %'
offer-cash-support | rca:relieves | skos:related | must address a driver or a class of drivers, or relieve a symptom
offer-agency-controls | rca:blockedBy rcai:ops_vacancy | rca:blockedBy rcai:i_occupancy | blockedBy must be a driver; found 'i_occupancy'
offer-girft | rca:monthsToEffectLow 3 | rca:monthsToEffectLow 30 | monthsToEffectLow may be stated once, from 0 and no more than monthsToEffectHigh; found '30'
offer-ecist | rcai:level-trust | rcai:operational | levelOfControl must be stated once: trust, system or nation; found 'operational'
offer-npip | rca:deliveredBy | skos:note | deliveredBy must be stated once, as text
constants | rca:refuted 0.25 | rca:refuted 0.85 | refuted must be stated once, from 0 and below confirmed; found '0.85'
evidence-definitional | rca:concentration 80 | rca:concentration 0 | concentration must be stated once, above 0; found '0'
lag-1-2-years | rca:days 550 | rca:days -550 | days must be stated once, above 0; found '-550'
probability-almost-certain | rca:value 0.95 | rca:value 1 | value must be stated once, between 0 and 1; found '1'
lens-peers | rca:slope 0.3 | rca:slope -0.3 | slope must be stated once, from 0; found '-0.3'
leadership | rca:quarterlyPersistence 0.92 | rca:quarterlyPersistence 1 | quarterlyPersistence must be stated once, between 0 and 1; found '1'
loop-10 | ( rcai:s_backlog rcai:s_cancel ) | ( rcai:s_backlog ) | throughNodes must list two nodes or more and nothing else
loop-03 | rcai:s_outliers | rcai:shmi | throughNodes must list two nodes or more and nothing else; found 'shmi'
pandemic | "2021-06-30" | "2019-06-30" | start must be stated once, as a date no later than end; found '2020-03-01'
publication-ae | dcterms:license | dcterms:relation | must state a licence (dcterms:license), or in a note why there is none
domain-cancer | skos:inScheme | skos:related | must be in the scheme of domains (skos:inScheme or skos:topConceptOf rcai:domains)
ConstantSet | skos:definition | skos:note | definition must be stated once, in English, and end with a full stop
step | rdfs:label | rdfs:comment | label must be stated once, in English
influences | dcterms:source | dcterms:references | source must be stated, as a work of sources.ttl or a web address
"""  # noqa: E501 - one rule a line
RULES = [
    [part.strip() for part in row.split(" |")] for row in BROKEN.split("\n") if row
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    """Return what is said of a copy in which every rule is broken."""
    folder = tmp_path_factory.mktemp("broken") / "ontology"
    shutil.copytree(ontology_folder(), folder)
    for term, old, new, _ in RULES:
        change(folder, term, old, new)
    return shacl_problems(folder)


def change(folder: Path, term: str, old: str, new: str) -> None:
    """Replace something in the block of one term."""
    for file in folder.glob("*.ttl"):
        text = file.read_text(encoding="utf-8")
        head, start, rest = text.partition(f"\nrcai:{term}\n")
        if not start:
            head, start, rest = text.partition(f"\nrca:{term}\n")
        if start:
            block, end, tail = rest.partition("\n\n")
            assert old in block, (term, old)
            changed = head + start + block.replace(old, new, 1) + end + tail
            file.write_text(changed, encoding="utf-8")
            return
    pytest.fail(f"no block of {term}")


def test_shipped_ontology_conforms() -> None:
    assert shacl_problems(ontology_folder()) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[0])
def test_a_broken_rule_is_named_in_words(
    told: tuple[Problem, ...], rule: list[str]
) -> None:
    term, _, _, says = rule
    said = [str(each).partition(": ")[2] for each in told]
    assert not says or f"{term}: {says}" in said


def test_nothing_is_said_of_terms_left_alone(told: tuple[Problem, ...]) -> None:
    broken = {rule[0] for rule in RULES}
    assert {each.message.partition(":")[0] for each in told} <= broken


def test_problem_has_file_line_and_code(copy: Path) -> None:
    change(copy, "loop-10", "( rcai:s_backlog rcai:s_cancel )", "( rcai:s_backlog )")
    text = (copy / "loops.ttl").read_text(encoding="utf-8")
    (problem,) = shacl_problems(copy)
    assert problem.file == "loops.ttl"
    assert problem.line == text[: text.index("rcai:loop-10\n")].count("\n") + 1
    assert (problem.code, problem.severity) == ("RCG331", "error")


def test_folder_without_shapes_is_held_against_the_shipped_ones(copy: Path) -> None:
    (copy / "shapes.ttl").unlink()
    change(copy, "shmi", 'rca:unit "ratio"', 'rca:unit ""')
    (problem,) = shacl_problems(copy)
    assert "unit must be stated once, as text" in problem.message


def test_broken_shapes_are_a_problem_of_their_own(copy: Path) -> None:
    shapes = copy / "shapes.ttl"
    text = shapes.read_text(encoding="utf-8")
    shapes.write_text(text.replace("sh:minCount 1 ;", 'sh:minCount "one" ;'))
    with pytest.raises(OntologyError, match=r"shapes\.ttl: the shapes cannot be"):
        shacl_problems(copy)


def test_without_pyshacl_a_warning_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    (warning,) = shacl_problems(ontology_folder())
    assert warning.severity == "warning"
    assert "rcagraph[validate]" in warning.expected
