"""A measure of size for choosing peers, from what organisations publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from rcagraph.evidence.order_statistics import Floats, row_medians
from rcagraph.evidence.panel import panel_of
from rcagraph.evidence.peers import is_specialist
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import ObservationTable

# Best first. Attendances are the population's doing more than the trust's; staff
# numbers are within its power but are all that ambulance, mental health and
# specialist trusts have in common.
SIZE_METRICS = ("ae_attendances_type1", "staff_fte_total")
LAST_FIGURES = 12


def log_sizes(
    table: ObservationTable, organisations: Sequence[Organisation], *, as_of: date
) -> Mapping[str, float]:
    """Return the natural logarithm of each organisation's size, where known.

    Size is the median of the last twelve figures to ``as_of``. Within one pool of
    candidate peers (type, specialist or not) everyone is measured alike: by the
    first of ``SIZE_METRICS`` that at least half of the pool publishes.
    """
    ordered = sorted(organisations, key=lambda each: each.code)
    codes = [each.code for each in ordered]
    measured = [_medians(table, metric, codes, as_of) for metric in SIZE_METRICS]
    pools: dict[tuple[str, bool], list[int]] = {}
    for place, each in enumerate(ordered):
        pools.setdefault((each.type, is_specialist(each)), []).append(place)
    sizes: dict[str, float] = {}
    for members in pools.values():
        for medians in measured:
            known = [place for place in members if medians[place] > 0]
            if 2 * len(known) >= len(members):
                sizes |= {codes[p]: float(np.log(medians[p])) for p in known}
                break
    return sizes


def _medians(
    table: ObservationTable, metric: str, codes: Sequence[str], as_of: date
) -> Floats:
    panel = panel_of(table, metric, codes=codes, until=as_of)
    return row_medians(panel.values[:, -LAST_FIGURES:])
