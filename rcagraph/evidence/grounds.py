"""Which observations each reading compares: what a sentence about a metric rests on.

The spread by which a distance is standardised, and the limits of chance, come from
every organisation with a figure. That is a scale and not what is compared, and it is
left out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rcagraph.evidence.company import Company, companies
from rcagraph.evidence.lens_baseline import covering_events, kept_figures
from rcagraph.evidence.lens_standard import MONTHS_JUDGED
from rcagraph.evidence.lenses import PEER_LAG_MONTHS
from rcagraph.evidence.order_statistics import Bools
from rcagraph.evidence.panel import Panel, month_number, panel_of
from rcagraph.evidence.records import OrganisationEvidence, Reading
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.table import Observation, ObservationTable
from rcagraph.vocabulary.terms import Lens, Metric, Ontology

Grounds = Mapping[tuple[str, Lens], tuple[Observation, ...]]


def grounds_of(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    evidence: OrganisationEvidence,
) -> Grounds:
    """Return the observations that each reading of an organisation compares.

    Args:
        table: all observations, as when the evidence was weighed.
        organisations: everyone who may be compared, in any order.
        evidence: whose readings are asked about.

    Returns:
        (metric, lens) → observations by organisation and period, the
        organisation's own latest figure among them. Peers: theirs of that period,
        or their own latest within three months. Baseline: its own five years, less
        what events disturbed. Standard: its own last twelve months.
    """
    everyone = sorted(organisations, key=lambda each: each.code)
    company = companies(everyone, {evidence.organisation: evidence.peers})
    codes = tuple(each.code for each in everyone)
    found: dict[tuple[str, Lens], tuple[Observation, ...]] = {}
    for name, about in evidence.metrics.items():
        if about.observation is None:
            continue
        metric = ontology.metrics[name]
        panel = panel_of(table, name, codes=codes, until=evidence.as_of)
        read = _Read(
            metric=metric,
            panel=panel,
            row=codes.index(evidence.organisation),
            company=company[metric.among],
            evidence=evidence,
            ontology=ontology,
        )
        for reading in about.readings:
            places = read.places(reading)
            rows, columns = np.nonzero(places)
            found[name, reading.lens] = tuple(panel.observations(rows, columns))
    return found


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Read:
    """One metric of one organisation, with the panel that it was read from."""

    metric: Metric
    panel: Panel
    row: int
    company: Company
    evidence: OrganisationEvidence
    ontology: Ontology

    def places(self, reading: Reading) -> Bools:
        """Return which figures (n, p) of the panel a reading compares."""
        used = np.zeros(self.panel.values.shape, dtype=np.bool_)
        latest = self.panel.latest[self.row]
        used[self.row, latest] = True
        if reading.compared_with is None:
            return used
        if reading.lens is Lens.PEERS:
            for row, column in self._beside(int(latest)):
                used[row, column] = True
        elif reading.lens is Lens.BASELINE:
            used[self.row] |= self._past(int(latest))
        else:
            ages = self.panel.months[latest] - self.panel.months
            used[self.row] |= (ages >= 0) & (ages < MONTHS_JUDGED)
        return used & ~np.isnan(self.panel.values)

    def _beside(self, column: int) -> Iterator[tuple[int, int]]:
        """Yield row and column of each figure that peers are compared by."""
        panel = self.panel
        for row in self.company.rows[0].tolist():
            own = int(panel.latest[row]) if row >= 0 else -1
            if own < 0:
                continue
            if not np.isnan(panel.values[row, column]):
                yield row, column
            elif abs(panel.months[own] - panel.months[column]) <= PEER_LAG_MONTHS:
                yield row, own

    def _past(self, column: int) -> Bools:
        events = covering_events(self.metric, self.ontology.events)
        until = np.array([month_number(self.evidence.as_of)])
        kept = kept_figures(self.panel, np.array([column]), events, until=until)
        return np.asarray(kept[0])
