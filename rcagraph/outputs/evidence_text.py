"""Evidence and peers as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from rcagraph.evidence.peers import TRAIT_WEIGHTS, missing_traits
from rcagraph.evidence.records import (
    MetricEvidence,
    OrganisationEvidence,
    Peer,
    Reading,
)
from rcagraph.evidence.stability import NOISE, Stability
from rcagraph.evidence.wording import MINUS, join_words, spell_period, spell_value
from rcagraph.observations.organisation import Organisation
from rcagraph.outputs.figures import decibans, long_date, percent
from rcagraph.outputs.lines import folded
from rcagraph.vocabulary.terms import Lens, Metric

_WIDTH = 100
_HOW_TO_READ = (
    "z is the adverse distance in standard deviations: above 0 is worse. dB is the "
    f"weight for (+) or against ({MINUS}) the node that the metric shows. Concern and "
    "improvement are special causes, high or low, in its SPC chart."
)


def evidence_text(
    evidence: OrganisationEvidence,
    organisation: Organisation,
    metrics: Mapping[str, Metric],
    *,
    only: str = "",
) -> str:
    """Tell what each metric says, the weightiest first within its domain.

    Args:
        evidence: of the organisation.
        organisation: whose it is.
        metrics: the ontology's, by id.
        only: a metric, to be told in full; "" for a line on each.
    """
    codes = ", ".join(peer.code for peer in evidence.peers)
    lines = [
        f"{organisation.name} ({organisation.code}), as of {long_date(evidence.as_of)}",
        *textwrap.wrap(f"Peers: {codes}." if codes else "No peers.", _WIDTH),
        "",
    ]
    if only:
        lines += _in_full(evidence.metrics[only], metrics[only])
    else:
        lines += _overview(evidence, metrics)
    return "\n".join(lines) + "\n"


def _overview(
    evidence: OrganisationEvidence, metrics: Mapping[str, Metric]
) -> Iterator[str]:
    yield from textwrap.wrap(_HOW_TO_READ, _WIDTH)
    seen = [each for each in evidence.metrics.values() if each.observation is not None]
    for domain in sorted({metrics[each.metric].domain for each in seen}):
        yield f"\n{domain.upper()}"
        group = [each for each in seen if metrics[each.metric].domain == domain]
        group.sort(key=lambda each: (-_most(each), each.metric))
        for each in group:
            yield from _briefly(each, metrics[each.metric])
    missing = [each.metric for each in evidence.metrics.values() if each.missing]
    yield f"\nNo fresh figure for {len(missing)} metrics."


def _most(found: MetricEvidence) -> float:
    return max((abs(each.weight) for each in found.readings), default=0.0)


def _briefly(found: MetricEvidence, metric: Metric) -> Iterator[str]:
    observation = found.observation
    assert observation is not None
    value = spell_value(observation.value, metric.unit)
    period = spell_period(observation.period, metric.frequency)
    yield from folded(f"{metric.label} [{metric.id}]: {value} in {period}", indent=2)
    told = [_lens(each) for each in found.readings if each.z is not None]
    if told:
        yield from folded("; ".join(told), indent=6)
    if found.doubts:
        doubts = f"counted at {percent(found.quality)}: {found.doubts}"
        yield from folded(doubts, indent=6)


def _lens(reading: Reading) -> str:
    assert reading.z is not None
    z = f"{reading.z:+.1f}".replace("-", MINUS)
    said = f"{reading.lens} z {z}, {decibans(reading.weight)}"
    if reading.lens is Lens.BASELINE and reading.variation:
        said += f", {reading.variation}"
    if reading.lens is Lens.STANDARD and reading.months_judged:
        said += f", met {reading.months_met} of {reading.months_judged}"
    return said


def _in_full(found: MetricEvidence, metric: Metric) -> Iterator[str]:
    yield f"{metric.label} [{metric.id}]"
    yield from textwrap.wrap(metric.definition, _WIDTH)
    if found.observation is None:
        yield f"No figure: {found.missing}."
        return
    origin = found.observation
    source = f"Source: {origin.origin}, row {origin.row} of the observations."
    yield from textwrap.wrap(source, _WIDTH, break_long_words=False)
    for each in found.readings:
        weight = f" ({decibans(each.weight)})" if each.z is not None else ""
        yield f"\n{each.lens.upper()}{weight}"
        yield from textwrap.wrap(each.note, _WIDTH)


def peers_text(  # noqa: PLR0913 - what is told of a choice
    organisation: Organisation,
    peers: Sequence[Peer],
    organisations: Mapping[str, Organisation],
    *,
    pool: int,
    size: Mapping[str, float],
    stability: Stability | None,
) -> str:
    """Tell who the peers are, how near, and how firm the choice is.

    Args:
        organisation: whose peers.
        peers: nearest first.
        organisations: code → organisation.
        pool: how many might have been chosen.
        size: code → logarithm of a measure of size, where known.
        stability: None where the peers were named and not chosen.
    """
    lines = [f"Peers of {organisation.name} ({organisation.code})"]
    lines += textwrap.wrap(_how_chosen(organisation, pool, size, stability), _WIDTH)
    lines.append("")
    for rank, peer in enumerate(peers, start=1):
        other = organisations[peer.code]
        kept = f", stays in {percent(stability.kept[peer.code])}" if stability else ""
        lines.append(
            f"{rank:3}  {peer.code:<6}{other.name}"
            f"\n           distance {peer.distance:.2f}{kept}; {_traits(other)}"
        )
    if stability:
        lines += ["", *textwrap.wrap(_how_firm(stability), _WIDTH)]
    return "\n".join(lines) + "\n"


def _how_chosen(
    organisation: Organisation,
    pool: int,
    size: Mapping[str, float],
    stability: Stability | None,
) -> str:
    weights = join_words(
        [f"{name} (weight {weight:g})" for name, weight in TRAIT_WEIGHTS.items()]
    )
    said = (
        f"The nearest of {pool} organisations of its type on what a trust cannot "
        f"change: {weights}. The distance is in standard deviations."
        if stability
        else "Named, not chosen. The distance is what it would be if they were chosen, "
        f"by {weights}."
    )
    lacking = missing_traits(organisation, size)
    return said + (f" Not known of it: {join_words([*lacking])}." if lacking else "")


def _traits(organisation: Organisation) -> str:
    people, score = organisation.catchment_population, organisation.deprivation
    return ", ".join(
        [
            organisation.subtype or "subtype unknown",
            f"{people:,.0f} people" if people else "catchment unknown",
            f"deprivation {score:.1f}" if score is not None else "deprivation unknown",
        ]
    )


def _how_firm(stability: Stability) -> str:
    said = (
        f"Stability: when every trait of everyone is moved at random by {NOISE:.0%} of "
        f"its standard deviation, {stability.mean:.1f} of the {len(stability.kept)} "
        f"stay ({stability.draws} draws; never fewer than {stability.least})."
    )
    if not stability.newcomers:
        return said
    others = [f"{code} ({percent(s)})" for code, s in stability.newcomers.items()]
    return f"{said} Next in line: {', '.join(others)}."
