"""What must be true of the evidence stage whatever the figures are."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from rcagraph.evidence.baseline import special_causes, xmr
from rcagraph.evidence.entries import combine
from rcagraph.evidence.lenses import lens_weight
from rcagraph.evidence.order_statistics import Floats
from rcagraph.evidence.peers import choose_peers, robust_z
from rcagraph.evidence.trend import mann_kendall, theil_sen
from rcagraph.evidence.weigh import weigh
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable
from rcagraph.vocabulary.terms import (
    Constants,
    Lens,
    LensConstants,
    Metric,
    Ontology,
    Polarity,
)

FIGURES = st.integers(-1000, 1000).map(float)
ADVERSE = Metric(
    id="waits",
    label="Waits",
    unit="%",
    polarity=Polarity.HIGH_IS_BAD,
    domain="",
    publication="",
    frequency="monthly",
    fresh_months=6,
    indicates="s_waits",
    reliability=0.8,
)
CONSTANTS = Constants(
    strengths={},
    probabilities={},
    lag_days={},
    priors={},
    persistence={},
    leak=0.05,
    concentration={},
    lenses={each: LensConstants(slope=1.0, offset=0.5) for each in Lens},
    weight_cap=10.0,
    correlation=0.5,
    repeat=0.1,
    direct=3.0,
    confirmed=0.75,
    refuted=0.25,
)
AS_OF = date(2026, 6, 30)


def gappy(rows: int, columns: int) -> st.SearchStrategy[Floats]:
    return npst.arrays(
        np.float64, (rows, columns), elements=st.one_of(FIGURES, st.just(np.nan))
    )


organisations = st.lists(
    st.builds(
        Organisation,
        code=st.integers(0, 99).map("R{:02}".format),
        name=st.just("Trust"),
        type=st.just("Acute trust"),
        subtype=st.sampled_from(["Acute - Large", "Acute - Specialist", ""]),
        region=st.just(""),
        system_code=st.just(""),
        system_name=st.just(""),
        catchment_population=st.one_of(st.none(), st.floats(1e5, 1e6)),
        deprivation=st.one_of(st.none(), st.floats(5, 50)),
    ),
    min_size=6,
    max_size=14,
    unique_by=lambda each: each.code,
)


@given(groups=gappy(1, 10), value=FIGURES, constant=FIGURES)
def test_adding_a_constant_to_all_leaves_z(
    groups: Floats, value: float, constant: float
) -> None:
    before = robust_z(np.array([value]), groups)
    after = robust_z(np.array([value + constant]), groups + constant)
    np.testing.assert_allclose(before.z, after.z, rtol=1e-9)
    assert before.reasons == after.reasons


@given(groups=gappy(1, 10), value=FIGURES, order=st.permutations(range(10)))
def test_order_of_peers_changes_nothing(
    groups: Floats, value: float, order: list[int]
) -> None:
    one, other = (
        robust_z(np.array([value]), each) for each in (groups, groups[:, order])
    )
    np.testing.assert_array_equal(one.z, other.z)


@given(groups=gappy(1, 10), low=FIGURES, more=st.integers(0, 1000))
def test_more_adverse_figure_never_weighs_less(
    groups: Floats, low: float, more: int
) -> None:
    standing = robust_z(np.array([low, low + more]), np.vstack([groups, groups]))
    assume(not np.isnan(standing.z).any())
    weights = [
        lens_weight(float(z), Lens.PEERS, ADVERSE, CONSTANTS) for z in standing.z
    ]
    assert weights[0] <= weights[1]
    assert max(map(abs, weights)) <= 10 * ADVERSE.reliability


@given(
    weights=st.lists(st.floats(-10, 10), min_size=1, max_size=8), more=st.floats(0, 5)
)
def test_combined_weight_rises_with_each_weight_and_ignores_their_order(
    weights: list[float], more: float
) -> None:
    total = combine(weights, correlation=0.5)
    assert combine(weights[::-1], correlation=0.5) == total
    assert combine([weights[0] + more, *weights[1:]], correlation=0.5) >= total
    assert abs(total) <= abs(sum(map(abs, weights))) + 1e-9


@given(everyone=organisations, data=st.data())
def test_order_of_organisations_does_not_change_peers(
    everyone: list[Organisation], data: st.DataObject
) -> None:
    code = everyone[0].code
    size = {each.code: float(len(each.subtype)) for each in everyone}
    peers = choose_peers(everyone, code, size=size)
    shuffled = data.draw(st.permutations(everyone))
    assert choose_peers(shuffled, code, size=size) == peers
    assert code not in {each.code for each in peers}


@given(series=gappy(2, 16))
def test_turning_a_series_upside_down_turns_every_rule_round(series: Floats) -> None:
    causes = special_causes(series, xmr(series))
    np.testing.assert_array_equal(special_causes(-series, xmr(-series)), -causes)
    assert not causes[np.isnan(series)].any()


@given(series=gappy(2, 12), factor=st.integers(1, 9))
def test_trend_follows_the_scale_and_its_p_does_not(
    series: Floats, factor: int
) -> None:
    years = np.arange(12.0)
    np.testing.assert_allclose(
        theil_sen(years, factor * series).slope,
        factor * theil_sen(years, series).slope,
        atol=1e-9,
    )
    np.testing.assert_array_equal(mann_kendall(factor * series), mann_kendall(series))


@settings(max_examples=40)
@given(everyone=organisations, values=gappy(14, 15), data=st.data())
def test_order_of_organisations_and_rows_changes_no_evidence(
    everyone: list[Organisation], values: Floats, data: st.DataObject
) -> None:
    frame = observations(everyone, values)
    codes = [each.code for each in everyone]
    found = weigh(ObservationTable(frame), ONTOLOGY, everyone, [], codes, as_of=AS_OF)
    others = data.draw(st.permutations(everyone))
    again = weigh(
        ObservationTable(frame.iloc[::-1]), ONTOLOGY, others, [], codes, as_of=AS_OF
    )
    assert again == found


@settings(max_examples=40)
@given(everyone=organisations, values=gappy(14, 15))
def test_missing_figures_never_weigh(
    everyone: list[Organisation], values: Floats
) -> None:
    values[:, -7:] = np.nan  # nothing within the six months that count as fresh
    found = weigh(
        ObservationTable(observations(everyone, values)),
        ONTOLOGY,
        everyone,
        [],
        [each.code for each in everyone],
        as_of=AS_OF,
    )
    for evidence in found.values():
        assert evidence.weights == {}
        assert evidence.metrics["waits"].missing


ONTOLOGY = Ontology(
    version="test", nodes={}, metrics={"waits": ADVERSE}, constants=CONSTANTS
)


def observations(everyone: list[Organisation], values: Floats) -> pd.DataFrame:
    """Lay the last fifteen months of ``values`` out as rows, one series each."""
    days = pd.date_range(end=pd.Timestamp(AS_OF), periods=values.shape[1], freq="ME")
    cells = [
        (organisation.code, day, value)
        for (organisation, row) in zip(everyone, values, strict=False)
        for day, value in zip(days, row, strict=True)
    ]
    frame = pd.DataFrame(cells, columns=["org_code", "period", "value"])
    frame = frame[frame["value"].notna()].assign(
        metric_id="waits",
        unit="%",
        source="a file",
        codes_summed=1,
        numerator=np.nan,
        denominator=np.nan,
    )
    return frame.assign(row=range(2, len(frame) + 2))
