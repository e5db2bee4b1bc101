"""Against the published figures beside the checkout; skipped where these are absent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import Metric, Ontology, Polarity

MakeMetric = Callable[..., Metric]
MakeOntology = Callable[..., Ontology]

DATA = Path(__file__).parents[4] / "shared" / "data"
GOOD = {"polarity": Polarity.HIGH_IS_GOOD}
YEARLY = {"frequency": "annual", "fresh_months": 24, "unit": "score 0-10"}
METRICS: dict[str, dict[str, Any]] = {
    "ae_4hr_all_pct": GOOD,
    "ae_attendances_type1": {"polarity": Polarity.CONTEXT, "comparable": False},
    "bed_occ_ga_overnight_pct": {"frequency": "quarterly"},
    "cancer_62d_pct": GOOD,
    "cancer_28d_fds_pct": GOOD,
    "dm01_6wk_pct": {},
    "rtt_18wk_pct": GOOD,
    "rtt_52wk_pct": {},
    "sickness_pct": {},
    "ss_engagement_score": GOOD | YEARLY,
    "ss_morale_score": GOOD | YEARLY,
    "ss_raising_concerns_score": GOOD | YEARLY,
}

COLUMNS = {
    "org_code": "code",
    "org_name": "name",
    "nof_type": "type",
    "nof_subtype": "subtype",
    "region_name": "region",
    "icb_code": "system_code",
    "icb_name": "system_name",
    "catchment_population": "catchment_population",
    "imd_score": "deprivation",
}

pytestmark = pytest.mark.skipif(
    not (DATA / "observations.csv.gz").exists(),
    reason="the published figures are not beside this checkout",
)


@pytest.fixture(scope="module")
def acute_trusts() -> tuple[Organisation, ...]:
    listed = pd.read_csv(DATA / "orgs.csv")
    acute = listed[listed["nof_type"] == "Acute trust"].astype(object)
    rows = acute.where(acute.notna(), None).to_dict("records")
    return tuple(
        Organisation(**{name: row[column] for column, name in COLUMNS.items()})
        for row in rows
    )


@pytest.fixture(scope="module")
def published(acute_trusts: Sequence[Organisation]) -> ObservationTable:
    frame = pd.read_csv(DATA / "observations.csv.gz", parse_dates=["period"])
    frame["row"] = range(2, len(frame) + 2)
    chosen = frame["metric_id"].isin(METRICS) & frame["org_code"].isin(
        [each.code for each in acute_trusts]
    )
    return ObservationTable(
        frame[chosen].rename(columns={"n_codes_summed": "codes_summed"})
    )


@pytest.fixture
def evidence(
    acute_trusts: Sequence[Organisation],
    published: ObservationTable,
    make_ontology: MakeOntology,
    make_metric: MakeMetric,
) -> OrganisationEvidence:
    ontology = make_ontology(
        *(make_metric(name, **changes) for name, changes in sorted(METRICS.items()))
    )
    day = date(2026, 6, 30)
    return weigh(published, ontology, acute_trusts, [], ["RAJ"], as_of=day)["RAJ"]


def test_a_trust_in_segment_four_has_far_more_adverse_than_favourable_readings(
    evidence: OrganisationEvidence,
) -> None:
    distances = [
        reading.z
        for each in evidence.metrics.values()
        for reading in each.readings
        if reading.z is not None
    ]
    adverse = sum(z >= 1 for z in distances)
    favourable = sum(z <= -1 for z in distances)
    assert adverse >= 10
    assert adverse >= 3 * favourable


def test_diagnostic_waits_stand_where_pandas_puts_them(
    evidence: OrganisationEvidence, published: ObservationTable
) -> None:
    found = evidence.metrics["dm01_6wk_pct"]
    assert found.observation is not None
    period = found.observation.period
    same = published.panel("dm01_6wk_pct", until=period).loc[pd.Timestamp(period)]
    group = same[[each.code for each in evidence.peers]].dropna()
    reading = found.readings[0]
    assert reading.compared_with == pytest.approx(group.median())
    spread = 1.4826 * (group - group.median()).abs().median()
    gap = same["RAJ"] - group.median()
    # Wilson's limits add a sampling error of some tenths of a point to the spread.
    assert reading.sampling_lower is not None
    error = (same["RAJ"] - reading.sampling_lower) / 1.959964
    assert reading.z == pytest.approx(gap / (spread**2 + error**2) ** 0.5)


def test_peers_are_large_general_acute_trusts(evidence: OrganisationEvidence) -> None:
    assert len(evidence.peers) == 10
    assert "RPY" not in {each.code for each in evidence.peers}  # a cancer hospital
