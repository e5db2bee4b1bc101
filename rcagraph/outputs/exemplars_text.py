"""Exemplars for a driver of an organisation, as text, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterator

from rcagraph.evidence.movements import Movement
from rcagraph.evidence.peers import TRAIT_WEIGHTS
from rcagraph.findings.exemplars import Exemplar, Exemplars, Kind, Spell
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import Observation
from rcagraph.outputs.figures import (
    amount,
    counted,
    decibans,
    long_date,
    percent,
)
from rcagraph.outputs.lines import folded
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.tidy_csv import tidy_csv
from rcagraph.outputs.wording import inline, likelihood, listed
from rcagraph.vocabulary.terms import DriverClass

SCHEMA = "rcagraph/exemplars/1"
CAUTION = (
    "Whom to ask, not what works: these organisations are alike in what a trust cannot"
    " change, and their figures speak against the driver. Why is for people to find"
    " out."
)
_BY_CLASS = {
    DriverClass.STRATEGIC: "Its system had a part in it: ask there too.",
    DriverClass.STRUCTURAL: "A trust cannot rid itself of it: ask how others live"
    " without it, or what capital or national decision changed it.",
    DriverClass.LEADERSHIP: "A prompt for a conversation, not a finding about anyone.",
}


def exemplars_text(found: Exemplars, *, top: int = 5) -> str:
    """Tell whom to ask about a driver: the most alike first, those rid of it too."""
    return "\n".join(_lines(found, top)) + "\n"


def _lines(found: Exemplars, top: int) -> Iterator[str]:
    one, driver = found.organisation, found.driver
    yield from folded(f"{one.name} ({one.code}), as of {long_date(found.as_of)}")
    told = (
        "no direct evidence"
        if found.weight is None
        else f"direct evidence {decibans(found.weight)}"
    )
    sight = "in sight" if found.in_sight else "not in sight"
    yield from folded(
        f"{driver.label} [{driver.id}], {driver.driver_class}:"
        f" {likelihood(found.belief)} here ({percent(found.belief)}; {told}; {sight})"
    )
    yield from folded(CAUTION, hang=0)
    if driver.driver_class in _BY_CLASS:
        yield from folded(_BY_CLASS[driver.driver_class], hang=0)
    yield from folded(f"Traits: {_traits(one)}", hang=2)
    for kind, title in (
        (Kind.FREE, "DO NOT HAVE IT"),
        (Kind.RID, "GOT RID OF IT"),
    ):
        chosen = [each for each in found.exemplars if each.kind is kind]
        yield ""
        yield f"{title}, most alike first ({min(top, len(chosen))} of {len(chosen)})"
        for each in chosen[:top]:
            yield from _exemplar(each)
        if not chosen:
            yield "  none on direct evidence"
    yield ""
    yield from folded(
        f"{counted(found.pool, 'organisation')} of the same kind; without direct"
        " evidence of this driver, so that they can be no exemplar:"
        f" {len(found.untold)}. Distance: over {', '.join(TRAIT_WEIGHTS)}; smaller is"
        " more alike.",
        hang=0,
    )


def _exemplar(each: Exemplar) -> Iterator[str]:
    yield from folded(
        f"{each.organisation.name} ({each.organisation.code}), distance"
        f" {each.peer.distance:.2f}: {likelihood(each.belief)}"
        f" ({percent(each.belief)}; direct evidence {decibans(each.weight)}, confidence"
        f" {each.confidence})",
        indent=2,
    )
    yield from folded(f"traits: {_traits(each.organisation)}", indent=4)
    if each.spell is not None:
        yield from folded(f"had it: {_spell(each.spell)}", indent=4)
    for moved in each.moved:
        yield from folded(f"moved: {_movement(moved)}", indent=4)
    for entry in each.against[:1]:
        yield from folded(f"{decibans(entry.weight)}  {entry.note}", indent=4, hang=10)
    if each.in_return:
        names = listed([inline(node.label) for node in each.in_return])
        yield from folded(f"could be shown in return: {names}", indent=4)


def _traits(one: Organisation) -> str:
    people, deprived = one.catchment_population, one.deprivation
    return "; ".join(
        [
            one.subtype or "subtype not stated",
            "catchment not stated" if people is None else f"{people:,.0f} people",
            "deprivation not stated"
            if deprived is None
            else f"deprivation {deprived:.1f}",
            one.region or "region not stated",
        ]
    )


def _spell(spell: Spell) -> str:
    since = f"{'at least ' if spell.from_start else ''}{spell.since:%B %Y}"
    return (
        f"in sight from {since} to {spell.until:%B %Y}, at most"
        f" {percent(spell.height)} in {spell.on:%B %Y} (direct evidence"
        f" {decibans(spell.weight)})"
    )


def _movement(moved: Movement) -> str:
    unit = moved.metric.unit
    if moved.better is None:
        how = "neither direction is good"
    else:
        word = "better" if moved.better >= 0 else "worse"
        how = f"{abs(moved.better):.1f} standard deviations {word}"
    return (
        f"{moved.metric.label}: {amount(moved.then.value, unit)} ({_when(moved.then)})"
        f" to {amount(moved.now.value, unit)} ({_when(moved.now)}), {how}"
    )


def _when(seen: Observation) -> str:
    return f"{seen.period:%B %Y}"


def exemplars_csv(found: Exemplars) -> str:
    """Write a row per exemplar, the most alike first."""
    return tidy_csv(
        (
            "organisation",
            "driver",
            "exemplar",
            "exemplar_name",
            "kind",
            "distance",
            "belief",
            "weight",
            "confidence",
            "since",
            "until",
            "height",
        ),
        [
            (
                found.organisation.code,
                found.driver.id,
                each.organisation.code,
                each.organisation.name,
                str(each.kind),
                each.peer.distance,
                each.belief,
                each.weight,
                str(each.confidence),
                each.spell.since.isoformat() if each.spell else None,
                each.spell.until.isoformat() if each.spell else None,
                each.spell.height if each.spell else None,
            )
            for each in found.exemplars
        ],
    )


def exemplars_json(found: Exemplars) -> str:
    """Write all exemplars; drivers by id, organisations by code."""
    return plain_json(
        {
            "schema": SCHEMA,
            "caution": CAUTION,
            "organisation": found.organisation.code,
            "driver": found.driver.id,
            "as_of": found.as_of,
            "belief": found.belief,
            "weight": found.weight,
            "in_sight": found.in_sight,
            "pool": found.pool,
            "untold": found.untold,
            "exemplars": [_document(each) for each in found.exemplars],
        }
    )


def _document(each: Exemplar) -> dict[str, object]:
    spell = each.spell
    return {
        "organisation": each.organisation.code,
        "kind": str(each.kind),
        "distance": each.peer.distance,
        "belief": each.belief,
        "weight": each.weight,
        "confidence": str(each.confidence),
        "against": [
            {"id": entry.id, "weight": entry.weight, "note": entry.note}
            for entry in each.against
        ],
        "spell": None
        if spell is None
        else {
            "since": spell.since,
            "until": spell.until,
            "from_start": spell.from_start,
            "height": spell.height,
            "on": spell.on,
            "weight": spell.weight,
        },
        "moved": [
            {
                "metric": moved.metric.id,
                "then": {"period": moved.then.period, "value": moved.then.value},
                "now": {"period": moved.now.period, "value": moved.now.value},
                "better": moved.better,
            }
            for moved in each.moved
        ],
        "in_return": [node.id for node in each.in_return],
    }
