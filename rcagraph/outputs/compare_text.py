"""Two organisations, or one at two dates, side by side as text."""

from __future__ import annotations

from collections.abc import Iterator

from rcagraph.findings.comparison import (
    MUCH,
    Comparison,
    DriverPair,
    MetricPair,
    Part,
)
from rcagraph.outputs.figures import (
    amount,
    counted,
    decibans,
    long_date,
    percent,
    tenths,
)
from rcagraph.outputs.lines import folded
from rcagraph.outputs.wording import inline

CAUTION = (
    "Differences in published figures and in what the graph makes of them, for people"
    " to weigh: associations, not proof, and no verdict on either side."
)
_PARTS = 4
_CODES = 2


def compare_text(found: Comparison, *, top: int = 5) -> str:
    """Tell what differs in drivers and why, in symptoms, and metric by metric."""
    return "\n".join(_lines(found, top)) + "\n"


def side_names(found: Comparison) -> tuple[str, str]:
    """Return what to call the two sides: codes, or months of one organisation."""
    one, other = found.organisations
    if one.code != other.code:
        return one.code, other.code
    return f"{found.days[0]:%b %Y}", f"{found.days[1]:%b %Y}"


def _lines(found: Comparison, top: int) -> Iterator[str]:
    names = side_names(found)
    for one, day, side in zip(found.organisations, found.days, names, strict=True):
        name = f"{one.name} ({one.code}), as of {long_date(day)}"
        yield from folded(name if side == one.code else f"{side}: {name}")
    yield from folded(CAUTION, hang=0)
    yield from _codes(found)
    if found.answers[0] != found.answers[1]:
        told = " and ".join(
            f"{counted(number, 'answer')} about {side}"
            for number, side in zip(found.answers, names, strict=True)
        )
        yield from folded(
            f"{told}: part of a difference may be that one was asked.", hang=0
        )
    if not (found.metrics or found.one_sided or found.drivers or found.symptoms):
        yield "Nothing differs."
        return
    yield ""
    yield f"DRIVERS: {names[0]} against {names[1]}, largest difference first"
    yield f"  {'belief':>14} {'contribution':>16} {'rank':>10} {'log-odds':>9}"
    shown = [each for each in found.drivers if each.explained][:top]
    for each in shown:
        yield from _driver(each, names)
    much = sum(each.explained for each in found.drivers)
    yield from folded(
        f"{counted(much, 'driver')} differ by {MUCH:g} dB or more (the odds are doubled"
        f" or halved), {len(found.drivers)} at all; unexplained {_two_shares(found)}",
        indent=2,
    )
    yield ""
    yield "SYMPTOMS: belief, and severity where there are figures"
    for symptom in found.symptoms[:top]:
        severity = " → ".join(f"{each:.2f}" for each in symptom.severity)
        belief = " → ".join(percent(each) for each in symptom.belief)
        yield from folded(
            f"{symptom.node.label}: {belief}; severity {severity}", indent=2
        )
    if not found.symptoms:
        yield "  none differ"
    yield ""
    yield from folded(
        f"METRICS: {len(found.metrics)} differ; those whose evidence differs most"
    )
    for metric in found.metrics[: 2 * top]:
        yield from _metric(metric)
    yield from _one_sided(found, names, 2 * top)


def _codes(found: Comparison) -> Iterator[str]:
    """Say which codes were taken over, where dates differ."""
    for each in found.successions:
        yield from folded(
            f"{each.new_code} took {each.old_code} over on {long_date(each.on)}"
            ": earlier figures are sums over the codes of the day, where they can be"
            " summed."
        )


def _two_shares(found: Comparison) -> str:
    return " → ".join(tenths(each) for each in found.unexplained)


def _driver(each: DriverPair, names: tuple[str, str]) -> Iterator[str]:
    belief = " → ".join(percent(value) for value in each.belief)
    share = " → ".join(tenths(value) for value in each.contribution)
    rank = " → ".join(str(value) for value in each.rank)
    start = f"  {belief:>14} {share:>16} {rank:>10} {decibans(each.decibans):>9}  "
    first, *rest = folded(f"{each.driver.label} [{each.driver.id}]")
    yield start + first
    for line in rest:
        yield " " * len(start) + line
    for part in each.parts[:_PARTS]:
        yield from _part(part, each, names)
    others = each.parts[_PARTS:]
    sums = [
        (sum(part.decibans for part in others) + each.little, "all other evidence"),
        (each.past, "the past: what earlier quarters make of the prior"),
        (each.loops, "loops: the beliefs of the quarter before"),
        (each.residual, "residual: parts are found by propagation"),
    ]
    for weight, words in sums:
        if abs(weight) >= 0.05:  # noqa: PLR2004 - what one decimal shows
            yield from folded(f"{decibans(weight):>9}  {words}", indent=4, hang=11)


def _part(part: Part, each: DriverPair, names: tuple[str, str]) -> Iterator[str]:
    about = (
        "its own evidence"
        if part.node.id == each.driver.id
        else inline(part.node.label)
    )
    mark = ""
    if part.one_sided:
        side = names[0] if part.notes[0] else names[1]
        mark = f" (only {side} has evidence: not a difference in fact)"
    else:
        more = [
            f"{len(only)} figure{'' if len(only) == 1 else 's'} only in {side}"
            for only, side in zip(part.only, names, strict=True)
            if only
        ]
        mark = f" ({'; '.join(more)})" if more else ""
    yield from folded(f"{decibans(part.decibans):>9}  {about}{mark}", indent=4, hang=11)
    for side, note in zip(names, part.notes, strict=True):
        if note:
            yield from folded(f"{side}: {note}", indent=17, hang=2)


def _metric(pair: MetricPair) -> Iterator[str]:
    one, other = pair.observations
    assert one is not None
    assert other is not None
    unit = pair.metric.unit
    values = " → ".join(
        f"{amount(each.value, unit)} ({each.period:%b %Y}"
        + (f", sum of {each.codes_summed} codes)" if each.codes_summed > 1 else ")")
        for each in (one, other)
    )
    lenses = "; ".join(
        f"{each.lens} z {_number(each.z[0])} → {_number(each.z[1])}"
        for each in pair.lenses
    )
    yield from folded(
        f"{decibans(pair.moved or 0):>9}  {pair.metric.label}: {values}"
        + (f"; {lenses}" if lenses else ""),
        indent=2,
        hang=11,
    )


def _number(z: float | None) -> str:
    return "none" if z is None else f"{z:.1f}".replace("-", "\N{MINUS SIGN}")


def _one_sided(found: Comparison, names: tuple[str, str], top: int) -> Iterator[str]:
    for at, side in enumerate(names):
        only = [each for each in found.one_sided if each.observations[at] is not None]
        if not only:
            continue
        other = names[1 - at]
        yield ""
        yield from folded(
            f"ONLY IN {side}: {counted(len(only), 'metric')}; neither good nor bad of"
            f" {other}"
        )
        for each in only[:top]:
            yield from folded(
                f"{each.metric.label} [{each.metric.id}]: {other}"
                f" {each.missing[1 - at]}",
                indent=2,
            )
        if len(only) > top:
            yield f"  and {len(only) - top} more"
