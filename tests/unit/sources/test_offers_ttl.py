from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from rcagraph.errors import OntologyError
from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import DriverClass, LevelOfControl, NodeKind, Ontology

CATALOGUE = Path(__file__).parents[4] / "shared" / "knowledge" / "support_offers.md"


def test_all_offers_of_the_catalogue_are_there(ontology: Ontology) -> None:
    assert len(ontology.offers) == 37
    ids = [offer.id for offer in ontology.offers]
    assert ids == sorted(set(ids))


def test_offers_address_the_drivers_that_the_catalogue_names(
    ontology: Ontology,
) -> None:
    if not CATALOGUE.is_file():
        pytest.skip("the collected knowledge is not beside the repository")
    rows = [
        line.split("|")[3]
        for line in CATALOGUE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| **")
    ]
    assert len(rows) == len(ontology.offers)
    named = [set(re.findall(r"`((?:ops|stg|str|ldr)_[a-z]+)`", row)) for row in rows]
    addressed = [set(offer.addresses) for offer in ontology.offers]
    # Where the catalogue says "flow drivers", the offer names each of them.
    assert all(any(ids <= each for each in addressed) for ids in named)
    assert set().union(*named) <= set().union(*addressed)


def test_every_driver_has_an_offer(ontology: Ontology) -> None:
    without = [
        each.id for each in ontology.drivers() if not ontology.offers_for(each.id)
    ]
    assert without == []


def test_an_offer_carries_all_that_the_turtle_says(ontology: Ontology) -> None:
    offers = {offer.id: offer for offer in ontology.offers}
    ecist = offers["offer-ecist"]
    assert "ops_discharge" in ecist.addresses
    assert ecist.blocked_by == ("stg_socialcare", "str_bedbase")
    assert (ecist.months_to_effect_low, ecist.months_to_effect_high) == (18, 18)
    assert not ecist.months_are_prior
    assert ecist.level is LevelOfControl.TRUST
    assert ecist.source == "https://www.hsj.co.uk/7020086.article"
    assert offers["offer-npip"].source.count("; ") == 3
    assert offers["offer-cash-support"].relieves == ("s_deficit",)
    assert offers["offer-learning-networks"].months_to_effect_low is None
    assert offers["offer-segment-4-diagnostic"].classes == tuple(DriverClass)


def test_offers_made_for_a_driver_come_before_those_for_its_class(
    ontology: Ontology,
) -> None:
    offers = [offer.id for offer in ontology.offers_for("ops_dataqual")]
    assert offers[0] == "offer-data-quality-sprint"
    assert offers[-1] == "offer-undertakings-directions"
    assert "offer-npip" not in offers


def test_level_of_control_follows_the_class(ontology: Ontology) -> None:
    levels = {(each.driver_class, each.level) for each in ontology.drivers()}
    assert levels == {
        (DriverClass.OPERATIONAL, LevelOfControl.TRUST),
        (DriverClass.LEADERSHIP, LevelOfControl.TRUST),
        (DriverClass.STRATEGIC, LevelOfControl.SYSTEM),
        (DriverClass.STRUCTURAL, LevelOfControl.NATION),
    }
    assert all(
        each.level is None
        for each in ontology.nodes.values()
        if each.kind is not NodeKind.DRIVER
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "offers.ttl",
            "rca:addresses rcai:ops_tempcontrol",
            "rca:addresses rcai:ops_tempcntrol",
            "found 'ops_tempcntrol'; did you mean 'ops_tempcontrol'?",
        ),
        (
            "offers.ttl",
            "rca:relieves rcai:s_deficit",
            "rca:relieves rcai:i_underlying",
            "relieves points to no known symptom",
        ),
        (
            "offers.ttl",
            "    rca:relieves rcai:s_deficit ;\n",
            "",
            "offer-cash-support: addresses nothing; expected rca:addresses",
        ),
        (
            "offers.ttl",
            "rca:monthsToEffectLow 1 ;",
            "rca:monthsToEffectLow 100 ;",
            "fewer than fewest; found 100 and",
        ),
        (
            "offers.ttl",
            "rca:monthsToEffectLow 1 ;",
            "rca:monthsToEffectLow -1 ;",
            "monthsToEffectLow is out of range",
        ),
        (
            "offers.ttl",
            'rca:deliveredBy "NHS England rules',
            'skos:note "NHS England rules',
            "deliveredBy is missing",
        ),
        (
            "offers.ttl",
            "    dcterms:source rcai:expert-prior .",
            "    skos:note rcai:expert-prior .",
            "source is missing",
        ),
        (
            "offers.ttl",
            "rca:monthsArePrior true",
            'rca:monthsArePrior "perhaps"',
            "monthsArePrior is not a word it may be",
        ),
        (
            "drivers.ttl",
            "rca:levelOfControl rcai:level-nation",
            "rca:levelOfControl rcai:level-world",
            "points to no known levelofcontrol; found 'level-world'",
        ),
        (
            "drivers.ttl",
            'skos:notation "system"',
            'skos:notation "sytem"',
            "did you mean 'system'?",
        ),
        (
            "metrics.ttl",
            "rca:appliesTo rcai:organisation-acute",
            "rca:appliesTo rcai:organisation-acut",
            "points to no known organisationtype",
        ),
        ("metrics.ttl", "rca:step 1", "rca:step -1", "step is out of range"),
    ],
)
def test_bad_offers_and_levels_are_told_in_words(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    folder = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OntologyError) as caught:
        read_ontology(folder)
    assert says in str(caught.value)
