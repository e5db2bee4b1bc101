"""Does what is diagnosed agree with what was published about the same trusts?"""

from __future__ import annotations

import pandas as pd
import pytest

import rcagraph
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.symptoms import severities

# Ranked 132 and 1 of 134 acute trusts by the oversight framework in 2025/26.
WEAK, STRONG = "RAJ", "RTF"


@pytest.fixture(scope="module")
def case() -> rcagraph.Case:
    return rcagraph.read_case()


@pytest.fixture(scope="module")
def weak(case: rcagraph.Case) -> Diagnosis:
    return rcagraph.diagnose(case, WEAK, draws=20)


@pytest.fixture(scope="module")
def strong(case: rcagraph.Case) -> Diagnosis:
    return rcagraph.diagnose(case, STRONG, draws=20)


def marked(diagnosis: Diagnosis) -> list[str]:
    return [each.node.id for each in diagnosis.symptoms if (each.severity or 0) > 0.3]


def test_a_trust_ranked_low_shows_many_symptoms_and_a_spread_of_drivers(
    weak: Diagnosis,
) -> None:
    assert len(marked(weak)) >= 8
    assert {"s_cancerdelay", "s_diagbacklog", "s_deficit"} <= set(marked(weak))
    assert len(weak.class_shares) == 4
    assert max(weak.class_shares.values()) < 0.6


def test_a_trust_ranked_high_shows_few(weak: Diagnosis, strong: Diagnosis) -> None:
    assert len(marked(strong)) <= 2
    assert not strong.loops
    assert len(weak.loops) > 0


def test_severity_agrees_with_the_published_scores_that_it_never_sees(
    case: rcagraph.Case,
) -> None:
    # Scores of the oversight framework indicate no node, so they carry no weight.
    from rcagraph.pipeline import weigh_organisations  # noqa: PLC0415

    evidence = weigh_organisations(case, case.organisations, None)
    total = pd.Series(
        {
            each.organisation: sum(
                severities(each, case.model.graph, case.model.ontology).values()
            )
            for each in evidence
        }
    )
    scores = case.observations.of_metric("nof_avg_metric_score")
    latest = scores[scores["period"] == scores["period"].max()]
    published = latest.set_index("org_code")["value"].reindex(total.index)
    assert published.notna().sum() == 134
    assert total.corr(published, method="spearman") > 0.6


def test_the_published_scores_weigh_on_nothing(case: rcagraph.Case) -> None:
    scores = [m for m in case.model.ontology.metrics.values() if "score" in m.id]
    overall = [m for m in scores if m.id.startswith("nof_domain") or "avg" in m.id]
    assert overall
    assert not any(metric.indicates for metric in overall)
