"""docs/reference/ says what ontology and library say; nothing is left out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rcagraph.library import read_knowledge

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_and_the_schema_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, f"{told}run python scripts/write_reference.py"


def test_every_term_has_a_place_to_link_to() -> None:
    known = read_knowledge()
    pages = {
        file.stem: file.read_text(encoding="utf-8") for file in REFERENCE.iterdir()
    }
    homes = {
        "drivers": [each.id for each in known.ontology.drivers()],
        "metrics": list(known.ontology.metrics),
        "hypotheses": list(known.library.by_id),
        "offers": [each.id for each in known.ontology.offers],
    }
    for home, names in homes.items():
        for name in names:
            assert pages[home].count(f'<a id="{name}"></a>') == 1


def test_every_source_of_a_link_is_in_the_reference() -> None:
    pages = "".join(file.read_text(encoding="utf-8") for file in REFERENCE.iterdir())
    for link in read_knowledge().graph.links:
        for source in link.sources:
            assert source in pages


def test_every_link_inside_the_reference_leads_somewhere() -> None:
    pages = {
        file.name: file.read_text(encoding="utf-8") for file in REFERENCE.iterdir()
    }
    for name, text in pages.items():
        for page, term in set(re.findall(r"\]\(([\w-]+\.md)#([\w-]+)\)", text)):
            assert f'<a id="{term}"></a>' in pages[page], (name, page, term)
