"""Every reader is found, and a file is one publication or none."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.opened_file import OpenedFile
from rcagraph.sources.publications.publication import PublishedFigures
from rcagraph.sources.publications.reading import has_columns, read_table
from rcagraph.sources.publications.registry import publications, recognise

COLUMNS = ("Org Code", "Beds available", "Beds occupied")


@dataclass(frozen=True)
class Beds:
    id: str = "beds"
    publisher: str = "nobody"
    product: str = "Beds"
    metrics: tuple[str, ...] = ()

    def recognises(self, file: OpenedFile) -> bool:
        return has_columns(file, "", COLUMNS)

    def read(self, file: OpenedFile) -> PublishedFigures:
        read_table(file, required=COLUMNS)
        raise AssertionError


def test_readers_are_found_by_listing_the_package() -> None:
    ids = [each.id for each in publications()]
    assert ids == sorted(set(ids))
    assert {"ae-monthly-xls", "tidy"} <= set(ids)


@pytest.mark.parametrize("publication", publications(), ids=lambda each: each.id)
def test_a_reader_says_what_it_fills(publication: object) -> None:
    metrics = publication.metrics  # type: ignore[attr-defined]
    assert list(metrics) == sorted(set(metrics))
    for name in ("publisher", "product"):
        assert getattr(publication, name)


@pytest.mark.parametrize("publication", publications(), ids=lambda each: each.id)
@pytest.mark.parametrize("data", [b"x", b"a,b,c\n" * 50, b",,,\n\n1,2\n", b'"\n'])
def test_recognising_never_fails(publication: Beds, data: bytes) -> None:
    assert not publication.recognises(OpenedFile("a.csv", data))


def test_one_match_is_the_publication() -> None:
    file = OpenedFile("any", b"Beds occupied,Org Code,Beds available\n")
    assert recognise(file, [Beds()]).id == "beds"


def test_several_matches_are_named() -> None:
    file = OpenedFile("a.csv", b"Org Code,Beds available,Beds occupied\n")
    with pytest.raises(ObservationsError, match="found first, second"):
        recognise(file, [Beds("first"), Beds("second")])


def test_no_match_says_what_it_looks_like_and_what_differs_from_the_nearest() -> None:
    file = OpenedFile("a.csv", b"Org Code,Beds availble,Beds occupied\nRAJ,1,2\n")
    with pytest.raises(ObservationsError) as caught:
        recognise(file, [Beds()])
    first, second = map(str, caught.value.problems)
    assert first == (
        "a.csv: not a publication that is known; found csv with columns Org Code, "
        "Beds availble, Beds occupied"
    )
    assert "if this is 'Beds': column 'Beds available' is missing" in second
    assert "did you mean 'Beds availble'?" in second
