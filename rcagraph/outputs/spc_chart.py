"""An SPC chart as accessible SVG: title, description, icons with words, shapes.

Nothing is told by colour alone: special causes differ from common cause by shape
(circle, square for concern, diamond for improvement), lines by their dashes, each
with its name at its right end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby

from rcagraph.evidence.baseline import Assurance, assurance
from rcagraph.evidence.chart import Chart, ChartPoint
from rcagraph.evidence.signals import months_between
from rcagraph.evidence.wording import periods_a_year, spell_period, spell_value
from rcagraph.outputs.chart_scales import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Across,
    Down,
    Scales,
    round_ticks,
    scales_of,
)
from rcagraph.outputs.palette import COLOURS
from rcagraph.outputs.svg_marks import GREY, INK, QUIET, line, shape, text

_LINE_HEIGHT = 16
_PEERS, _TARGET = "#cfd8e3", COLOURS["structural"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartFrame:
    """What stands round a chart: whose it is, and with whom it is compared."""

    organisation: str
    company: str
    as_of: date


def spc_svg(chart: Chart, frame: ChartFrame) -> str:
    """Return the chart as one self-contained SVG document.

    Args:
        chart: what is drawn; it may have no points.
        frame: whose it is.
    """
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'role="img" aria-labelledby="chart-title chart-text" lang="en-GB" '
        'font-family="Arial, Helvetica, sans-serif" font-size="13">'
    )
    body = list(_drawing(chart, frame)) if chart.points else [
        text(LEFT, TOP, "No figures in these five years.")
    ]  # fmt: skip
    return "\n".join(
        [
            head,
            f'<title id="chart-title">{escape(_title(chart, frame))}</title>',
            f'<desc id="chart-text">{escape(describe(chart, frame))}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{COLOURS["paper"]}"/>',
            text(24, 34, chart.metric.label, size=20, weight="bold"),
            text(24, 56, _subtitle(chart, frame), fill=QUIET),
            *body,
            text(24, HEIGHT - 14, _source(chart), fill=QUIET, size=11),
            "</svg>\n",
        ]
    )


def _source(chart: Chart) -> str:
    return f"Source: {chart.metric.publication}. Open Government Licence v3.0."


def describe(chart: Chart, frame: ChartFrame) -> str:
    """Return all that a sighted reader takes from the chart, in sentences."""
    if not chart.points:
        return f"{frame.organisation} has no figures in the five years shown."
    metric, last = chart.metric, chart.points[-1]
    span = f"{_when(chart, chart.points[0])} to {_when(chart, last)}"
    now = _value(chart, last.value)
    parts = [f"{len(chart.points)} figures from {span}; the last is {now}."]
    if last.centre is None or last.lower is None or last.upper is None:
        parts.append("The last figure has no process limits.")
    else:
        parts.append(
            f"Mean {_value(chart, last.centre)}, process limits "
            f"{_value(chart, last.lower)} to {_value(chart, last.upper)}."
        )
        rule = f" ({last.rule})" if last.rule else ""
        parts.append(f"Variation: {last.variation}{rule}.")
    promise = _assurance(chart)
    if last.standard is not None:
        parts.append(
            f"Standard {_value(chart, last.standard)}"
            + (f"; assurance: {promise}." if promise else ".")
        )
    if last.peer_median is not None:
        parts.append(f"Median of {frame.company}: {_value(chart, last.peer_median)}.")
    parts += [
        f"{each.label} from {each.start:%B %Y}"
        + (f" to {each.end:%B %Y}, left out of the limits." if each.end else ".")
        for each in chart.events
    ]
    if metric.rolling:
        parts.append("Each figure covers several periods, so there are no limits.")
    return " ".join(parts)


def _title(chart: Chart, frame: ChartFrame) -> str:
    return f"{chart.metric.label}, {frame.organisation}, to {frame.as_of:%B %Y}"


def _subtitle(chart: Chart, frame: ChartFrame) -> str:
    return f"{frame.organisation} · {chart.metric.unit} · statistical process control"


def _when(chart: Chart, point: ChartPoint) -> str:
    return spell_period(point.period, chart.metric.frequency)


def _value(chart: Chart, value: float) -> str:
    return spell_value(value, chart.metric.unit)


def _assurance(chart: Chart) -> Assurance | None:
    last = chart.points[-1]
    if last.standard is None or last.lower is None or last.upper is None:
        return None
    return assurance(
        last.lower, last.upper, target=last.standard, polarity=chart.metric.polarity
    )


def _drawing(chart: Chart, frame: ChartFrame) -> Iterator[str]:
    points = chart.points
    scales = scales_of(points)
    across, down = scales.across, scales.down
    yield from _axes(chart, scales)
    yield from _bands(chart, scales)
    for name in ("lower", "upper"):
        yield from _steps(points, across, down, name, dash="7 4", colour=QUIET)
    yield from _steps(points, across, down, "centre", dash="", colour=QUIET)
    yield from _steps(
        points, across, down, "standard", dash="2 3", colour=_TARGET, width=2.4
    )
    for run in _unbroken(chart):
        path = " ".join(f"{across(p.period):.1f},{down(p.value):.1f}" for p in run)
        yield f'<polyline points="{path}" fill="none" stroke="{INK}"/>'
    for point in points:
        yield _mark(across(point.period), down(point.value), point, chart)
    yield from _names(chart, frame, down)
    yield from _icons(chart)
    yield from _event_marks(chart, across)
    yield from _key()


def _axes(chart: Chart, scales: Scales) -> Iterator[str]:
    across, down = scales.across, scales.down
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    for tick in round_ticks(scales.low, scales.high, least=_least_tick(chart)):
        y = down(tick)
        yield line(LEFT, y, right, y, "#e3e7ea")
        yield text(LEFT - 8, y + 4, _short(chart, tick), anchor="end", fill=QUIET)
    yield line(LEFT, floor, right, floor, GREY)
    seen: set[int] = set()
    for point in chart.points:
        if point.period.year in seen:
            continue
        seen.add(point.period.year)
        x = across(point.period)
        yield line(x, floor, x, floor + 6, GREY)
        label = f"{point.period:%b %Y}"
        yield text(x, floor + 21, label, anchor="middle", fill=QUIET)


def _short(chart: Chart, value: float) -> str:
    """Return a value without the words of its unit: they stand under the title."""
    unit = chart.metric.unit
    if unit.startswith("1 Outstanding"):
        return f"{value:.3g}"
    said = _value(chart, value)
    return (
        said.partition("%")[0] + "%" if "%" in said else said.removesuffix(f" {unit}")
    )


def _least_tick(chart: Chart) -> float:
    # Between two ratings there is nothing.
    return 1.0 if chart.metric.unit.startswith("1 Outstanding") else 0.0


def _unbroken(chart: Chart) -> list[list[ChartPoint]]:
    """Return runs of points without a missing period between them."""
    usual = 12 // periods_a_year(chart.metric.frequency)
    runs: list[list[ChartPoint]] = []
    for point in chart.points:
        follows = runs and months_between(runs[-1][-1].period, point.period) <= usual
        if follows:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _bands(chart: Chart, scales: Scales) -> Iterator[str]:
    """Draw the middle half of the peers as a band, not across gaps."""
    across, down = scales.across, scales.down
    for run in _unbroken(chart):
        known = [p for p in run if p.peer_lower is not None]
        top = [(across(p.period), down(p.peer_upper or 0.0)) for p in known]
        foot = [(across(p.period), down(p.peer_lower or 0.0)) for p in known[::-1]]
        # A lone point has no width of its own.
        wide = 4 if len(known) == 1 else 0
        outline = [*top, *foot, *((x + wide, y) for x, y in (*foot, *top) if wide)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in outline)
        if path:
            yield f'<polygon points="{path}" fill="{_PEERS}" opacity="0.7"/>'


def _steps(  # noqa: PLR0913 - how a line looks
    points: Sequence[ChartPoint],
    across: Across,
    down: Down,
    name: str,
    *,
    dash: str,
    colour: str,
    width: float = 1.4,
) -> Iterator[str]:
    """Draw one value of the points as level lines, broken where it changes."""
    for value, run in groupby(points, key=lambda p: getattr(p, name)):
        group = list(run)
        if value is None:
            continue
        start, end = across(group[0].period), across(group[-1].period)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        yield (
            f'<line x1="{start - 4:.1f}" y1="{down(value):.1f}" x2="{end + 4:.1f}" '
            f'y2="{down(value):.1f}" stroke="{colour}" stroke-width="{width}"{dashes}/>'
        )


def _kind(words: str) -> str:
    return words.partition(",")[0]


def _mark(x: float, y: float, point: ChartPoint, chart: Chart) -> str:
    kind = _kind(point.variation)
    said = f"{_when(chart, point)}: {_value(chart, point.value)}"
    said += f", {point.variation} ({point.rule})" if point.rule else ""
    return f"<g><title>{escape(said)}</title>{shape(kind, x, y, 4.6)}</g>"


def _names(chart: Chart, frame: ChartFrame, down: Down) -> Iterator[str]:
    """Write the name of each line at its right end, none over another."""
    last = chart.points[-1]
    wanted = [
        (last.upper, "upper limit", QUIET),
        (last.lower, "lower limit", QUIET),
        (last.centre, "mean", QUIET),
        (last.standard, "standard", _TARGET),
        (last.peer_median, f"median of {frame.company}", QUIET),
    ]
    named = sorted(
        (down(v), v, name, fill) for v, name, fill in wanted if v is not None
    )
    y: float = TOP - _LINE_HEIGHT
    places: list[float] = []
    for height, *_ in named:
        y = max(height + 4, y + _LINE_HEIGHT)
        places.append(y)
    over = max(places, default=0.0) - (HEIGHT - BOTTOM + 4)
    for place, (_, value, name, fill) in zip(places, named, strict=True):
        said = f"{_short(chart, value)} {name}"
        yield text(WIDTH - RIGHT + 12, place - max(over, 0.0), said, fill=fill, size=12)


def _icons(chart: Chart) -> Iterator[str]:
    """Draw variation and assurance, each an icon with its words."""
    last = chart.points[-1]
    words = last.variation or "no limits, so variation is not judged"
    rule = f" ({last.rule})" if last.rule else ""
    yield '<g aria-hidden="true">'
    yield f'<circle cx="38" cy="84" r="14" fill="none" stroke="{INK}"/>'
    yield shape(_kind(last.variation), 38, 84, 6)
    yield text(60, 88, f"Variation: {words}{rule}", weight="bold")
    if last.standard is not None:
        promise = _assurance(chart)
        letter = {
            Assurance.PASSES: "P",
            Assurance.FAILS: "F",
            Assurance.HIT_AND_MISS: "?",
        }.get(promise, "-") if promise else "-"  # fmt: skip
        yield f'<circle cx="518" cy="84" r="14" fill="none" stroke="{_TARGET}"/>'
        yield text(518, 89, letter, anchor="middle", weight="bold", fill=_TARGET)
        said = promise or "no limits, so it cannot be told"
        yield text(540, 88, f"Assurance: {said}", weight="bold")
    yield "</g>"


def _event_marks(chart: Chart, across: Across) -> Iterator[str]:
    for each in chart.events:
        day = max(each.start, chart.points[0].period)
        x = across(day)
        yield line(x, TOP, x, HEIGHT - BOTTOM, GREY, dash="1 3")
        late = x > (WIDTH - RIGHT + LEFT) / 2
        yield text(
            x - 6 if late else x + 6,
            TOP + 12,
            each.label + (" ends" if each.start < day and each.end else ""),
            anchor="end" if late else "start",
            fill=QUIET,
            size=11,
        )


def _key() -> Iterator[str]:
    y, x = HEIGHT - 42, float(LEFT)
    yield '<g aria-hidden="true">'
    for kind, words in (
        ("common cause", "common cause"),
        ("concern", "special cause, concern"),
        ("improvement", "special cause, improvement"),
        ("", "no limits"),
    ):
        yield shape(kind, x, y - 4, 4.6)
        yield text(x + 11, y, words, size=12)
        x += 30 + 6.4 * len(words)
    yield f'<rect x="{x - 6:.1f}" y="{y - 10}" width="22" height="11" fill="{_PEERS}"/>'
    yield text(x + 22, y, "middle half of peers", size=12)
    yield "</g>"
