from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rcagraph.errors import UnknownNameError
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.evidence.stability import peer_stability
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Lens, Metric, Ontology

Weigh = Callable[..., OrganisationEvidence]
CODES = [f"R{n:02}" for n in range(30)]
NEAR = CODES[1:11]


@pytest.fixture
def organisations(
    make_organisation: Callable[..., Organisation],
) -> list[Organisation]:
    """R00 is as deprived as R01 to R10; all others are far less so."""
    return [
        make_organisation(
            code,
            deprivation=40.0 + at / 10 if at <= 10 else 10.0 + at / 10,
            subtype="Acute - Specialist" if at == 29 else "Acute - Large",
        )
        for at, code in enumerate(CODES)
    ]


@pytest.fixture
def weighed(
    organisations: list[Organisation],
    make_table: Callable[..., ObservationTable],
    make_metric: Callable[..., Metric],
    make_ontology: Callable[..., Ontology],
    as_of: date,
) -> Weigh:
    def run(among: str = "peers", **changes: object) -> OrganisationEvidence:
        table = make_table(
            {
                (each.code, "poverty"): {f"{as_of}": each.deprivation}
                for each in organisations
            }
        )
        ontology = make_ontology(make_metric("poverty", unit="score", among=among))
        found = weigh(
            table, ontology, organisations, [], ["R00"], as_of=as_of, **changes
        )
        return found["R00"]

    return run


def test_trait_of_place_is_not_seen_among_peers_and_is_among_the_type(
    weighed: Weigh,
) -> None:
    beside, among = (
        weighed(each).metrics["poverty"].reading(Lens.PEERS)
        for each in ("peers", "type")
    )
    assert beside is not None
    assert among is not None
    assert beside.z is not None
    assert beside.z < 0
    assert among.z is not None
    assert among.z > 3
    # The specialist trust is of another kind, and nobody stands beside itself.
    assert among.company == "28 acute trusts"
    assert among.note == (
        "40.00 in June 2026, against 28 acute trusts, median 12.45 (worse than 18 of "
        "28 acute trusts)."
    )


def test_named_peers_take_the_place_of_the_ten(weighed: Weigh) -> None:
    named = ["R20", "R21", "R22", "R23", "R29", "R00"]
    found = weighed(peers=named)
    # Itself is left out; a specialist trust may be named; the nearest comes first.
    assert {each.code for each in found.peers} == {*named} - {"R00"}
    assert [each.distance for each in found.peers] == sorted(
        each.distance for each in found.peers
    )
    reading = found.metrics["poverty"].reading(Lens.PEERS)
    assert reading is not None
    assert reading.compared_with == 12.2


def test_unknown_named_peer_is_told(weighed: Weigh) -> None:
    with pytest.raises(UnknownNameError, match="R2Z"):
        weighed(peers=["R2Z"])


def test_peers_far_from_all_others_are_stable(
    organisations: list[Organisation],
) -> None:
    found = peer_stability(organisations, "R00", size={}, draws=20)
    assert (found.mean, found.least) == (10, 10)
    assert set(found.kept) == set(NEAR)
    assert found.newcomers == {}


def test_peers_among_equals_are_not_and_the_answer_is_the_same_twice(
    make_organisation: Callable[..., Organisation],
) -> None:
    alike = [
        make_organisation(code, deprivation=20 + at / 1000)
        for at, code in enumerate(CODES)
    ]
    once = peer_stability(alike, "R15", size={}, draws=50, noise=0.5, seed=4)
    assert once.mean < 9
    assert once.newcomers
    again = peer_stability(alike[::-1], "R15", size={}, draws=50, noise=0.5, seed=4)
    assert again == once
