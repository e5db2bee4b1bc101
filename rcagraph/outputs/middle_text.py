"""The middle of the pack for an offer, as text, CSV and JSON."""

from __future__ import annotations

from rcagraph.findings.middle import FEWEST, DriverPack, Pack, Place
from rcagraph.outputs.figures import counted, long_date, percent, tenths
from rcagraph.outputs.lines import folded, offer_words
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.themes_text import CAUTION
from rcagraph.outputs.tidy_csv import tidy_csv
from rcagraph.outputs.wording import inline, listed

SCHEMA = "rcagraph/middle/1"
RULE = (
    "Candidates for a driver have direct evidence of it and a belief above the prior."
    " The middle lies between the lower and the upper quartile of their contributions;"
    " below are the lightly hit, above the worst hit. Clear: the belief is no higher"
    " than before any evidence. Unknown: no direct evidence; ask first."
)


def middle_text(pack: Pack, *, top: int = 10) -> str:
    """Tell who is in the middle for an offer's drivers, and who stands where."""
    offer = pack.offer
    lines = folded(f"{offer_words(offer)} [{offer.id}], as of {long_date(pack.as_of)}")
    lines += folded(offer.prerequisites, indent=2, hang=0)
    lines += [*folded(RULE, hang=0), *folded(CAUTION, hang=0)]
    for each in pack.drivers:
        lines += _driver(each, top)
    lines += [
        "",
        (
            "MIDDLE for at least one driver, worst hit by none:"
            f" {counted(len(pack.middle), 'organisation')}"
        ),
    ]
    for one, drivers in pack.middle:
        names = listed([inline(each.label) for each in drivers])
        kept = pack.blocked.get(one.code, ())
        blocked = (
            f"; in the way: {listed([inline(each.label) for each in kept])}"
            if kept
            else ""
        )
        lines += folded(f"{one.name} ({one.code}): {names}{blocked}", indent=2)
    return "\n".join(lines) + "\n"


def _driver(pack: DriverPack, top: int) -> list[str]:
    counts = ", ".join(f"{len(pack.of(place))} {place}" for place in Place)
    lines = ["", f"{pack.driver.label} [{pack.driver.id}]: {counts}"]
    if pack.lower is None or pack.upper is None:
        lines += folded(
            f"fewer than {FEWEST} candidates, so no quartiles: all are called middle",
            indent=2,
        )
    else:
        span = f"{tenths(pack.lower)} to {tenths(pack.upper)}"
        lines += folded(f"the middle contributes {span} of underperformance", indent=2)
    for place in (Place.WORST, Place.MIDDLE):
        shown = pack.of(place)
        names = [
            f"{each.organisation.code} ({percent(each.belief)},"
            f" {tenths(each.contribution)})"
            for each in shown[:top]
        ]
        more = f" and {len(shown) - top} more" if len(shown) > top else ""
        lines += folded(f"{place}: {', '.join(names) or 'none'}{more}", indent=2)
    return lines


def middle_csv(pack: Pack) -> str:
    """Write a row per driver of the offer and organisation."""
    return tidy_csv(
        (
            "offer",
            "driver",
            "organisation",
            "organisation_name",
            "place",
            "belief",
            "contribution",
        ),
        [
            (
                pack.offer.id,
                each.driver.id,
                placed.organisation.code,
                placed.organisation.name,
                str(placed.place),
                placed.belief,
                placed.contribution,
            )
            for each in pack.drivers
            for placed in each.placed
        ],
    )


def middle_json(pack: Pack) -> str:
    """Write where every organisation stands; drivers by id, organisations by code."""
    return plain_json(
        {
            "schema": SCHEMA,
            "caution": CAUTION,
            "rule": RULE,
            "as_of": pack.as_of,
            "offer": pack.offer.id,
            "drivers": [
                {
                    "driver": each.driver.id,
                    "lower": each.lower,
                    "upper": each.upper,
                    "organisations": {
                        placed.organisation.code: {
                            "place": str(placed.place),
                            "belief": placed.belief,
                            "contribution": placed.contribution,
                        }
                        for placed in each.placed
                    },
                }
                for each in pack.drivers
            ],
            "middle": {
                one.code: [each.id for each in drivers] for one, drivers in pack.middle
            },
            "blocked": {
                code: [each.id for each in nodes]
                for code, nodes in pack.blocked.items()
            },
        }
    )
