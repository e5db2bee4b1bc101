"""Themes as CSV, JSON and one page."""

from __future__ import annotations

from collections.abc import Sequence

from rcagraph.findings.combinations import Clustering, Pair
from rcagraph.findings.themes import Cell, Count, Division, Theme, Themes
from rcagraph.outputs.pages import read_template, render_page
from rcagraph.outputs.plain_json import plain_json
from rcagraph.outputs.themes_text import CAUTION, STANDS_OUT, cluster_name
from rcagraph.outputs.tidy_csv import tidy_csv
from rcagraph.outputs.wording import ATTRIBUTION

SCHEMA = "rcagraph/themes/1"
COLUMNS = (
    "division",
    "group",
    "driver",
    "driver_label",
    "driver_class",
    "organisations",
    "expected",
    "low",
    "high",
    "in_sight",
    "believed",
    "told",
    "contribution",
    "prior",
    "rest_share",
    "larger",
    "chance",
    "seen",
)
_EVERYONE = "all"


def themes_csv(found: Themes) -> str:
    """Write a row per driver, first for all organisations, then for every group."""
    rows = [
        (
            _EVERYONE,
            _EVERYONE,
            each.driver.id,
            each.driver.label,
            str(each.driver.driver_class),
            *_figures(each.count),
            each.contribution,
            each.prior,
            None,
            None,
            None,
            "",
        )
        for each in found.themes
    ]
    cells = [
        (
            str(each.division),
            each.group,
            each.driver.id,
            each.driver.label,
            str(each.driver.driver_class),
            *_figures(each.count),
            None,
            None,
            each.rest,
            each.larger,
            each.chance,
            " ".join(each.seen),
        )
        for each in found.cells
    ]
    return tidy_csv(COLUMNS, [*rows, *cells])


def _figures(count: Count) -> tuple[float, ...]:
    return (
        count.size,
        count.expected,
        count.low,
        count.high,
        count.in_sight,
        count.believed,
        count.told,
    )


def themes_json(found: Themes, pairs: Sequence[Pair], clustering: Clustering) -> str:
    """Write all that was found; drivers by id, organisations by code."""
    return plain_json(
        {
            "schema": SCHEMA,
            "caution": CAUTION,
            "as_of": found.as_of,
            "organisations": [each.code for each in found.organisations],
            "level": found.level,
            "draws": found.draws,
            "permutations": found.permutations,
            "drivers": [_theme(each) for each in found.themes],
            "groups": [_cell(each) for each in found.cells],
            "pairs": [_pair(each) for each in pairs],
            "patterns": _patterns(clustering),
        }
    )


def _count(count: Count) -> dict[str, object]:
    names = ("organisations", "expected", "low", "high", "in_sight", "believed", "told")
    return dict(zip(names, _figures(count), strict=True))


def _theme(theme: Theme) -> dict[str, object]:
    return {
        "driver": theme.driver.id,
        "label": theme.driver.label,
        "class": str(theme.driver.driver_class),
        **_count(theme.count),
        "contribution": theme.contribution,
        "prior": theme.prior,
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "division": str(cell.division),
        "group": cell.group,
        "driver": cell.driver.id,
        **_count(cell.count),
        "rest_share": cell.rest,
        "larger": cell.larger,
        "distance": cell.distance,
        "chance": cell.chance,
        "seen": cell.seen,
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "drivers": [pair.first.id, pair.second.id],
        "together": pair.together,
        "apart": pair.apart,
        "correlation": pair.correlation,
        "chance": pair.chance,
        "own_figures": pair.own_figures,
        "linked": pair.linked,
        "shared_figures": pair.shared_figures,
    }


def _patterns(clustering: Clustering) -> dict[str, object]:
    return {
        "strength": clustering.strength,
        "silhouette": clustering.silhouette,
        "chance": clustering.chance,
        "tried": dict(clustering.tried),
        "clusters": [
            {
                "name": cluster_name(each),
                "members": [member.code for member in each.members],
                "medoid": each.medoid.code,
                "stability": each.stability,
                "traits": [
                    {
                        "driver": trait.driver.id,
                        "decibans": trait.decibans,
                        "belief": trait.belief,
                        "elsewhere": trait.elsewhere,
                    }
                    for trait in each.traits
                ],
            }
            for each in clustering.clusters
        ],
    }


def themes_html(
    found: Themes, pairs: Sequence[Pair], clustering: Clustering, *, top: int = 15
) -> str:
    """Render one page: all organisations, then a folded table for every group.

    Args:
        found, pairs, clustering: what to show.
        top: drivers of each group, and pairs.
    """
    divisions = []
    for division in Division:
        groups: dict[str, list[Cell]] = {}
        for each in found.of(division):
            groups.setdefault(each.group, []).append(each)
        divisions.append(
            (division, {name: _first(cells, top) for name, cells in groups.items()})
        )
    return render_page(
        "themes.html.j2",
        style=read_template("report.css"),
        scripts=[],
        found=found,
        divisions=divisions,
        pairs=[each for each in pairs if not each.built_in][:top],
        clustering=clustering,
        cluster_name=cluster_name,
        caution=CAUTION,
        stands_out=STANDS_OUT,
        attribution=ATTRIBUTION,
    )


def _first(cells: Sequence[Cell], top: int) -> list[Cell]:
    def key(cell: Cell) -> tuple[float, str]:
        return -round(cell.count.share, 9), cell.driver.id

    return sorted(cells, key=key)[:top]
