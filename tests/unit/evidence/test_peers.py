from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rcagraph.errors import UnknownNameError
from rcagraph.evidence.peers import choose_peers, missing_traits, robust_z
from rcagraph.observations.organisation import Organisation

MakeOrganisation = Callable[..., Organisation]


def test_nearest_come_first_and_only_as_many_as_asked(
    make_organisation: MakeOrganisation,
) -> None:
    everyone = [
        make_organisation(f"R{n:02}", catchment_population=400_000.0 + 50_000 * n)
        for n in range(20)
    ]
    peers = choose_peers(everyone, "R10", size={}, count=4)
    assert {each.code for each in peers} == {"R09", "R11", "R08", "R12"}
    assert [each.distance for each in peers] == sorted(each.distance for each in peers)


def test_distance_by_hand(make_organisation: MakeOrganisation) -> None:
    # Deprivation 10, 20, 30: deviation sqrt(200/3) = 8.165. Catchment equal.
    # A to B: (10/8.165)² = 1.5, times weight 1, over weights 1 + .5 + 1 (no size).
    everyone = [
        make_organisation(code, deprivation=deprivation)
        for code, deprivation in (("A", 10.0), ("B", 20.0), ("C", 30.0))
    ]
    nearest = choose_peers(everyone, "A", size={})[0]
    assert nearest.code == "B"
    assert nearest.distance == pytest.approx(math.sqrt(1.5 / 2.5))


def test_another_subtype_is_one_standard_deviation_away(
    make_organisation: MakeOrganisation,
) -> None:
    everyone = [
        make_organisation("A"),
        make_organisation("B", subtype="Acute - Small"),
    ]
    only = choose_peers(everyone, "A", size={})[0]
    assert only.distance == pytest.approx(math.sqrt(1 / 2.5))


def test_size_brings_trusts_together(make_organisation: MakeOrganisation) -> None:
    everyone = [make_organisation(code) for code in "ABC"]
    peers = choose_peers(everyone, "A", size={"A": 9.0, "B": 7.0, "C": 8.9})
    assert [each.code for each in peers] == ["C", "B"]


def test_specialist_trusts_match_only_specialist_trusts(
    make_organisation: MakeOrganisation,
) -> None:
    special = {"subtype": "Acute - Specialist"}
    everyone = [
        *(make_organisation(code) for code in ("A", "B", "C")),
        *(make_organisation(code, **special) for code in ("S", "T")),
    ]
    assert [each.code for each in choose_peers(everyone, "S", size={})] == ["T"]
    assert [each.code for each in choose_peers(everyone, "A", size={})] == ["B", "C"]


def test_other_types_of_organisation_are_no_peers(
    make_organisation: MakeOrganisation,
) -> None:
    everyone = [make_organisation("A"), make_organisation("B", type="Ambulance trust")]
    assert choose_peers(everyone, "A", size={}) == ()


@pytest.mark.parametrize(
    "gap", [{"catchment_population": None}, {"deprivation": None}, {"subtype": ""}]
)
def test_missing_trait_brings_nobody_nearer(
    make_organisation: MakeOrganisation, gap: dict[str, Any]
) -> None:
    near = make_organisation("N", catchment_population=510_000.0, deprivation=21.0)
    far = {
        "catchment_population": 900_000.0,
        "deprivation": 40.0,
        "subtype": "Acute - Small",
    }
    everyone = [
        make_organisation("A"),
        near,
        make_organisation("F", **far | gap),
        make_organisation("G", **far),
    ]
    peers = choose_peers(everyone, "A", size={})
    assert peers[0].code == "N"
    assert missing_traits(everyone[2], {"F": 1.0}) == tuple(
        {
            "catchment_population": "catchment population",
            "deprivation": "deprivation",
            "subtype": "subtype",
        }[name]
        for name in gap
    )


def test_trust_without_any_trait_is_compared_with_nobody(
    make_organisation: MakeOrganisation,
) -> None:
    blank = {"subtype": "", "catchment_population": None, "deprivation": None}
    everyone = [make_organisation("A"), make_organisation("B", **blank)]
    assert choose_peers(everyone, "A", size={})[0].distance == math.inf


def test_unknown_code_is_reported_with_a_suggestion(
    make_organisation: MakeOrganisation,
) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'RAJ'"):
        choose_peers([make_organisation("RAJ")], "RAK", size={})


def test_z_and_percentile_equal_scipys_and_pandas() -> None:
    random = np.random.default_rng(20260630)
    values, groups = random.normal(size=30), random.normal(size=(30, 10))
    groups[:, 7:][random.random((30, 3)) < 0.5] = np.nan
    found = robust_z(values, groups)
    for at, (value, group) in enumerate(zip(values, groups, strict=True)):
        members = pd.Series(group).dropna()
        spread = stats.median_abs_deviation(members, scale=1 / 1.4826)
        assert found.z[at] == pytest.approx((value - members.median()) / spread)
        assert found.lower[at] == pytest.approx(members.quantile(0.25))
        assert found.percentile[at] == pytest.approx(
            stats.percentileofscore(members, value, kind="mean")
        )


def test_four_peers_are_too_few() -> None:
    found = robust_z(np.array([9.0]), np.array([[1.0, 2.0, 3.0, 4.0, np.nan]]))
    assert np.isnan(found.z[0])
    assert found.reasons == ("only 4 peers have a figure; 5 are needed",)


def test_peers_without_spread_give_no_distance() -> None:
    found = robust_z(np.array([3.0]), np.array([[2.0, 2.0, 2.0, 2.0, 1.0, 3.0]]))
    assert np.isnan(found.z[0])
    assert "the same figure" in found.reasons[0]
    assert found.percentile[0] == pytest.approx(100 * 5.5 / 6)


def test_where_most_share_a_rating_one_step_is_one_deviation() -> None:
    ratings = np.array([[2.0, 2.0, 2.0, 2.0, 3.0, 1.0]] * 2)
    found = robust_z(np.array([4.0, 2.0]), ratings, step=1)
    assert found.z.tolist() == [2, 0]
    assert found.reasons == ("", "")


def test_a_step_does_not_shrink_a_wider_spread() -> None:
    groups = np.array([[10.0, 20.0, 30.0, 40.0, 50.0]])
    with_step = robust_z(np.array([60.0]), groups, step=1)
    assert with_step.z == robust_z(np.array([60.0]), groups).z


def test_group_without_figures_gives_reasons_and_no_numbers() -> None:
    found = robust_z(np.array([3.0]), np.full((1, 10), np.nan))
    assert np.isnan([found.z[0], found.median[0], found.percentile[0]]).all()
    assert found.reasons == ("no peer has a figure; 5 are needed",)
