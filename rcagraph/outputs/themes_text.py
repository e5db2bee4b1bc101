"""Themes across organisations as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rcagraph.findings.combinations import STABLE, Cluster, Clustering, Pair
from rcagraph.findings.themes import (
    FEWEST,
    FEWEST_TOLD,
    Cell,
    Count,
    Division,
    Theme,
    Themes,
)
from rcagraph.outputs.figures import counted, decibans, long_date, percent, tenths
from rcagraph.outputs.lines import folded
from rcagraph.outputs.wording import inline, listed

CAUTION = (
    "These are associations in published figures, for people to weigh. They say where"
    " to look and whom to ask, not what causes what, and they judge nobody."
)
# A cell stands out if less than one list of cells in twenty had one by chance.
STANDS_OUT = 0.05
_NEAREST = 3
_UNTOLD = "nothing published speaks of it directly: inferred from what surrounds it"


def heading(found: Themes) -> list[str]:
    """Say what was counted, and what it is worth."""
    title = f"Themes across {counted(len(found.organisations), 'organisation')}"
    return [f"{title}, as of {long_date(found.as_of)}", *folded(CAUTION, hang=0)]


def themes_text(
    found: Themes, pairs: Sequence[Pair], clustering: Clustering, *, top: int = 10
) -> str:
    """Tell which drivers recur, where more than elsewhere, and which together."""
    lines = [
        *heading(found),
        "",
        (
            "DRIVERS by expected number of organisations"
            f" ({min(top, len(found.themes))} of {len(found.themes)})"
        ),
        *_header("before"),
    ]
    for theme in found.themes[:top]:
        before = f"{theme.prior * theme.count.size:.1f}"
        lines += _row(theme.count, _named(theme), before)
    lines += folded(
        f"expected: sum of beliefs; interval {percent(found.level)}, beliefs and"
        f" strengths uncertain ({found.draws} draws); in sight: evidence has trebled"
        " the odds; half+: believed at one half or more; told: organisations with"
        " direct evidence; before: expected without any evidence."
        f" *{_UNTOLD}.",
        indent=2,
        hang=0,
    )
    for division in Division:
        lines += _stands_out(found, division)
    lines += _same_system(found, top)
    lines += _together(pairs, top)
    lines += _patterns(clustering)
    return "\n".join(lines) + "\n"


def driver_text(found: Themes, driver: str) -> str:
    """Tell how one driver is spread over regions, systems and types."""
    theme = next(each for each in found.themes if each.driver.id == driver)
    lines = [*heading(found), "", f"{theme.driver.label} [{theme.driver.id}]"]
    count = theme.count
    lines += folded(
        f"expected in {count.expected:.1f} of {count.size} ({_span(count)},"
        f" {percent(found.level)} interval); {theme.prior * count.size:.1f} before any"
        f" evidence; in sight in {count.in_sight}; believed at one half or more in"
        f" {count.believed}; direct evidence on {count.told};"
        f" {tenths(theme.contribution)} of underperformance on average",
        indent=2,
        hang=0,
    )
    for division in Division:
        cells = [each for each in found.of(division) if each.driver.id == driver]
        lines += [
            "",
            f"BY {division.upper()}",
            (
                f"  {'expected':>8} {'of':>4} {'interval':>10} {'in sight':>8}"
                f" {'rest':>5} {'larger':>6} {'chance':>6}"
            ),
        ]
        for each in sorted(cells, key=_by_share):
            own = each.count
            chance = "-" if each.chance is None else f"{each.chance:.2f}"
            lines.append(
                f"  {own.expected:>8.1f} {own.size:>4} {_span(own):>10}"
                f" {own.in_sight:>8} {percent(each.rest):>5} {percent(each.larger):>6}"
                f" {chance:>6}  {each.group}"
            )
    lines += ["", *folded(_reading(found), hang=0)]
    return "\n".join(lines) + "\n"


def division_text(found: Themes, division: Division, *, top: int = 5) -> str:
    """Tell the first drivers of every region, system or type."""
    lines = heading(found)
    groups: dict[str, list[Cell]] = {}
    for each in found.of(division):
        groups.setdefault(each.group, []).append(each)
    for group, cells in groups.items():
        size = counted(cells[0].count.size, "organisation")
        small = ", too few to judge" if cells[0].count.size < FEWEST else ""
        lines += ["", f"{group} ({size}{small})", *_header("rest")]
        for each in sorted(cells, key=_by_share)[:top]:
            mark = "" if each.count.told else " *"
            label = f"{each.driver.label} [{each.driver.id}]{mark}"
            lines += _row(each.count, label, percent(each.rest))
    lines += ["", *folded(f"rest: expected share elsewhere. *{_UNTOLD}.", hang=0)]
    return "\n".join(lines) + "\n"


def _by_share(cell: Cell) -> tuple[float, str, str]:
    return -round(cell.count.share, 9), cell.group, cell.driver.id


def _reading(found: Themes) -> str:
    return (
        "rest: expected share outside the group. larger: probability that the group's"
        " share is larger than outside. chance: that the largest excess among all"
        " drivers and groups of the division would be as large if groups did not matter"
        f" ({found.permutations} deals); - for groups under {FEWEST} and drivers told"
        f" directly of fewer than {FEWEST_TOLD} organisations."
    )


def _header(last: str) -> list[str]:
    return [
        (
            f"  {'expected':>8} {'interval':>10} {'in sight':>8} {'half+':>5}"
            f" {'told':>5} {last:>6}"
        )
    ]


def _span(count: Count) -> str:
    return f"{count.low} to {count.high}"


def _row(count: Count, label: str, last: str) -> list[str]:
    start = (
        f"  {count.expected:>8.1f} {_span(count):>10} {count.in_sight:>8}"
        f" {count.believed:>5} {count.told:>5} {last:>6}  "
    )
    first, *rest = folded(label, hang=0) or [""]
    return [start + first, *(" " * len(start) + each for each in rest)]


def _named(theme: Theme) -> str:
    mark = "" if theme.count.told else " *"
    return f"{theme.driver.label} [{theme.driver.id}]{mark}"


def _stands_out(found: Themes, division: Division) -> list[str]:
    cells = [each for each in found.of(division) if each.chance is not None]
    cells.sort(key=lambda each: (each.chance, -(each.distance or 0), each.driver.id))
    marked = [each for each in cells if (each.chance or 0) <= STANDS_OUT]
    lines = ["", f"BY {division.upper()}: excess over the rest"]
    if not cells:
        return [*lines, f"  no group of {FEWEST} or more with enough direct evidence"]
    lines += folded(
        f"{len(marked) or 'none'} of {len(cells)} cells "
        + ("stands" if len(marked) == 1 else "stand")
        + " out beyond chance, all cells taken together"
        + ("" if marked else "; the nearest:"),
        indent=2,
    )
    for each in marked or cells[:_NEAREST]:
        lines += folded(_cell_words(each), indent=4)
    return lines


def _cell_words(cell: Cell) -> str:
    count = cell.count
    return (
        f"{cell.group}: {inline(cell.driver.label)} [{cell.driver.id}], expected in"
        f" {count.expected:.1f} of {count.size} ({_span(count)}),"
        f" {percent(count.share)} against {percent(cell.rest)} elsewhere;"
        f" larger with probability {percent(cell.larger)}; by chance {cell.chance:.2f}"
    )


def _same_system(found: Themes, top: int) -> list[str]:
    shared = [
        each
        for each in found.of(Division.SYSTEM)
        if len(each.seen) > 1 and each.count.told > 1 and each.larger > 0.5  # noqa: PLR2004
    ]
    shared.sort(key=lambda each: (-round(each.larger, 6), each.group, each.driver.id))
    lines = [
        "",
        "SYSTEMS whose trusts have one driver in sight, likeliest excess first",
    ]
    for each in shared[:top]:
        lines += folded(
            f"{each.group}: {inline(each.driver.label)} [{each.driver.id}] in"
            f" {len(each.seen)} of {each.count.size} ({', '.join(each.seen)}); larger"
            f" share than elsewhere with probability {percent(each.larger)}",
            indent=2,
        )
    if not shared:
        lines.append("  none")
    elif len(shared) > top:
        lines.append(f"  and {len(shared) - top} more")
    return lines


def _together(pairs: Sequence[Pair], top: int) -> list[str]:
    free = [each for each in pairs if not each.built_in]
    tied = len(pairs) - len(free)
    lines = ["", "TOGETHER more often than their shares say"]
    for each in free[:top]:
        own = (
            "too few direct figures of both"
            if each.own_figures is None
            else f"their own figures correlate at {each.own_figures:.2f}".replace(
                "-", "\N{MINUS SIGN}"
            )
        )
        names = listed([inline(n.label) for n in (each.first, each.second)])
        lines += folded(
            f"{names} [{each.first.id}, {each.second.id}]: expected together in"
            f" {each.together:.1f}, apart from each other {each.apart:.1f}; {own}",
            indent=2,
        )
    if not free:
        lines.append("  none beyond chance, all pairs taken together")
    if tied:
        lines += folded(
            f"{counted(tied, 'more pair')} that a link of the graph or a shared figure"
            " ties, so that company proves little: in --json",
            indent=2,
        )
    return lines


def _patterns(clustering: Clustering) -> list[str]:
    lines = ["", "PATTERNS: organisations alike in their drivers"]
    numbers = (
        f"silhouette {clustering.silhouette:.2f}, as large by chance in"
        f" {percent(clustering.chance)} of cases"
    )
    if not clustering.tried:
        return [*lines, "  too few organisations to divide"]
    if not clustering.clusters:
        return lines + folded(
            f"No clusters: there is no more structure than chance gives ({numbers})."
            " Organisations shade into one another; --like lists those most like one.",
            indent=2,
        )
    lines += folded(
        f"{counted(len(clustering.clusters), 'cluster')}; structure"
        f" {clustering.strength} ({numbers})"
        + (
            ": a way to sort a list, not kinds of trust"
            if clustering.strength == "weak"
            else ""
        ),
        indent=2,
    )
    for number, each in enumerate(clustering.clusters, start=1):
        lines += _cluster(number, each)
    return lines


def _cluster(number: int, cluster: Cluster) -> Iterable[str]:
    trust = " (not to be trusted)" if cluster.stability < STABLE else ""
    yield from folded(
        f"{number}. {cluster_name(cluster)}: {counted(len(cluster.members), 'member')},"
        f" most typical {cluster.medoid.name} ({cluster.medoid.code}); stability"
        f" {cluster.stability:.2f}{trust}",
        indent=2,
    )
    for trait in cluster.traits:
        yield from folded(
            f"{inline(trait.driver.label)} {decibans(trait.decibans)}: belief"
            f" {percent(trait.belief)} on average, {percent(trait.elsewhere)}"
            " elsewhere",
            indent=4,
        )
    yield from folded(" ".join(each.code for each in cluster.members), indent=4, hang=0)


def cluster_name(cluster: Cluster) -> str:
    """Name a cluster by what sets it apart."""
    more = [inline(t.driver.label) for t in cluster.traits if t.decibans > 0]
    less = [inline(t.driver.label) for t in cluster.traits if t.decibans <= 0]
    parts = [f"more {listed(more)}"] if more else []
    return "; ".join([*parts, *([f"less {listed(less)}"] if less else [])])
