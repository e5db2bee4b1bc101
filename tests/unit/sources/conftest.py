"""A small ontology and hypothesis file to break in every way."""

from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.sources.bundled import ontology_folder
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.vocabulary.terms import Ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return read_ontology(ontology_folder())


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "slow-discharge.yaml").write_text(SLOW_DISCHARGE, encoding="utf-8")
    return tmp_path


SLOW_DISCHARGE = """\
id: slow-discharge
title: Slow discharge fills the wards
theme: flow
claim: Patients who could leave stay, and the beds they hold are missed.
symptoms: [s_edcrowding]
root_causes: [ops_discharge]
links:
  - cause: ops_discharge
    effect: i_delay
    strength: moderate
    lag: days
    evidence: published
    source: https://example.org/study
    why: A study of wards.
tests:
  - id: occupied
    says: Occupancy is high.
    bears_on: ops_discharge
    expect:
      - metric: bed_occ_ga_sitrep_pct
        lens: peers
        direction: adverse
    if_true: likely
    if_false: even
enquiries:
  - id: ward-audit
    about: ops_discharge
    question: How long does discharge take once decided?
    ask: Chief operating officer
    request: Ward audit
    settles: Hours confirm; minutes refute.
"""
