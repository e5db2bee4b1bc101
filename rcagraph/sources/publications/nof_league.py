"""NHS Oversight Framework, league tables: a csv for each kind of trust and quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rcagraph.sources.publications.nof_quarters import QUARTER, REPORTED, quarters
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures

_CODE, _NAME = "Trust_code", "Trust_name"
# Metric → column, unit. The range that each score is likely to be in is text.
_COLUMNS = {
    "nof_adjusted_segment": ("Segment", "segment 1-4"),
    "nof_avg_metric_score": ("Average_score", "score 1-4"),
    "nof_league_rank_in_type": ("Rank", "rank"),
}


class NofLeague:
    """See the module."""

    id = "nof-league-table"
    publisher = "NHS England"
    product = "NHS Oversight Framework: league tables"
    metrics = tuple(sorted(_COLUMNS))

    def recognises(self, file: OpenedFile) -> bool:
        """Whether it has one row for each trust, with its score and rank."""
        return file.kind == "csv" and has_columns(
            file, "", (_CODE, "Average_score", "Rank"), within=5
        )

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read segment, average score and rank within the kind of trust.

        Raises:
            ObservationsError: a column is missing, or nothing says the quarter.
        """
        table = read_table(
            file,
            required=(_CODE, _NAME, *(column for column, _ in _COLUMNS.values())),
            optional=(QUARTER, REPORTED),
            within=5,
        )
        codes, names = table.codes(_CODE), table.text(_NAME)
        table = table.where(codes != "")
        period = quarters(table, stated_by=codes[codes != ""] != "")
        figures = [
            table.figures(
                metric,
                org_code=codes,
                org_name=names,
                period=period,
                unit=unit,
                value=table.counts(column),
            )
            for metric, (column, unit) in _COLUMNS.items()
        ]
        return publish(figures, table.problems, edition=f"{period.max():%Y-%m-%d}")


PUBLICATION = NofLeague()
