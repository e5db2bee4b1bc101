"""The register of trusts: its shape, its columns, and no figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.ods_trusts import PUBLICATION
from rcagraph.sources.publications.opened_file import OpenedFile, open_file

REGISTER = Path(__file__).parents[5] / "shared/data/publications/reference/etr.csv"
WHO = '"R1C","SOLENT NHS TRUST","Y59","QRL"'
WHERE = '"HIGHPOINT","BURSLEDON ROAD","","SOUTHAMPTON","HAMPSHIRE","SO19 8BR"'
REST = ",".join(['""'] * 15)
SOLENT = f'{WHO},{WHERE},"20110401","20240930",{REST}'


def test_the_published_register_is_read_whole() -> None:
    if not REGISTER.exists():
        pytest.skip("no published file in ../shared")
    file = open_file(REGISTER)
    assert PUBLICATION.recognises(file)
    trusts = dict(PUBLICATION.organisations(file))
    assert len(trusts) == 210
    assert trusts["RAJ"] == "MID AND SOUTH ESSEX NHS FOUNDATION TRUST"


def test_closed_trusts_are_in_it_and_figures_are_not() -> None:
    file = OpenedFile("any name.csv", SOLENT.encode())
    assert PUBLICATION.recognises(file)
    assert PUBLICATION.organisations(file) == (("R1C", "SOLENT NHS TRUST"),)
    with pytest.raises(ObservationsError, match="has no figures"):
        PUBLICATION.read(file)


def test_a_row_of_another_shape_is_refused_by_its_number() -> None:
    file = OpenedFile("any name.csv", f"{SOLENT}\n{SOLENT.replace('Y59', '')}".encode())
    assert not PUBLICATION.recognises(file)
    with pytest.raises(ObservationsError, match=r"name\.csv:2: not a row of the reg"):
        PUBLICATION.organisations(file)
