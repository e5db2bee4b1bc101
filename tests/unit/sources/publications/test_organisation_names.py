"""Names to codes: what publications write differently, and no further."""

from __future__ import annotations

import pytest

from rcagraph.sources.publications.organisation_names import (
    known_organisations,
    match_names,
    normal_name,
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Mid and South Essex NHS Foundation Trust", "RAJ"),
        ("MID & SOUTH ESSEX NHS FT", "RAJ"),
        ("Guy\u2019s & St. Thomas\u2019 NHS Foundation Trust ", "RJ1"),
        ("Rotherham NHS Foundation Trust", "RFR"),
        ("Wrightington Wigan and Leigh NHS Foundation Trust", "RRF"),
    ],
)
def test_a_trust_is_found_however_its_name_is_written(written: str, code: str) -> None:
    assert match_names([written], known_organisations()).codes == {written: code}


@pytest.mark.parametrize("written", ["Essex NHS Trust", "South Essex", "NHS Trust", ""])
def test_a_part_of_a_name_is_no_match(written: str) -> None:
    matched = match_names([written], known_organisations())
    assert matched.codes == {}
    assert list(matched.unmatched) == [written]


def test_a_name_that_two_organisations_share_is_matched_to_neither() -> None:
    known = [("AAA", "North NHS Trust"), ("BBB", "The North NHS Foundation Trust")]
    matched = match_names(["North NHS FT"], known)
    assert matched.codes == {}
    assert matched.unmatched == {"North NHS FT": ""}


def test_every_known_trust_is_found_by_its_own_name() -> None:
    known = known_organisations()
    matched = match_names([name for _, name in known], known)
    shared = {normal_name(name) for name in matched.unmatched}
    for code, name in known:
        assert matched.codes.get(name, code) == code
    # Trusts that succeeded each other under one name.
    assert len(shared) < 5
