"""What every reader needs: find the table, clean its cells, state its figures.

A reader asks for a table by its column names, turns columns into numbers, and states
figures; sheet, row and column go along so that every problem names its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem
from rcagraph.sources.publications.header import (
    WITHIN,
    find_header,
    has_columns,
    place_problem,
)
from rcagraph.sources.publications.opened_file import (
    TEXT_SHEET,
    OpenedFile,
    clean,
    fold,
)
from rcagraph.sources.publications.publication import FIGURES, PublishedFigures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pandas as pd

__all__ = [
    "ENGLAND",
    "MISSING",
    "Table",
    "find_header",
    "has_columns",
    "place_problem",
    "publish",
    "read_table",
]

# How publishers write "no figure". "#N/A" and "#DIV/0!" reach csv copies of workbooks.
MISSING = frozenset(
    {"", "-", "\u2013", "\u2014", "*", "**", ".", "..", ":", "n/a", "na", "n.a.", "nan"}
    | {"null", "none", "nil return", "#n/a", "#div/0!", "[c]", "[x]", "[z]", "[low]"}
)
ENGLAND = "ENG"

_MOST_PROBLEMS = 20  # of one column; the rest are counted
_THOUSANDS = r"^(-?\d{1,3})(?:,\d{3})+(\.\d+)?$"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Table:
    """A table of a sheet, its columns named as the reader asked for them.

    Attributes:
        frame: index ``row`` (numbers as a spreadsheet program shows them).
        problems: what was found wrong so far, shared by all tables cut from this.
    """

    file: OpenedFile
    sheet: str
    header_row: int
    frame: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)

    def where(self, mask: pd.Series[bool]) -> Table:
        """Return the rows for which ``mask`` holds."""
        return replace(self, frame=self.frame[mask])

    def text(self, column: str) -> pd.Series[str]:
        """Return a column as cleaned text; an empty cell is ""."""
        return self.frame[column].map(clean)

    def codes(self, column: str) -> pd.Series[str]:
        """Return a column of organisation codes, in capitals; "" where missing."""
        codes = self.text(column).str.upper()
        return codes.mask(codes.str.casefold().isin(MISSING), "")

    def counts(self, column: str) -> pd.Series[float]:
        """Return a column of numbers of things: not negative, NaN where missing.

        Thousands separators are read; what is no number is a problem and NaN.
        """
        return self._within(self.numbers(column), column, 0, None, "a count")

    def percentages(
        self,
        column: str,
        published_as: Literal["fraction", "percentage"],
        *,
        most: float | None = 100.0,
    ) -> pd.Series[float]:
        """Return a column as percentages, 0 to 100; NaN where missing.

        Args:
            column: its name.
            published_as: how numbers are meant; text with a % sign is always a
                percentage.
            most: the largest that makes sense; None where more than 100 can be.
        """
        text = self.text(column)
        signed = text.str.endswith("%")
        values = self._numbers(column, percent=True)
        if published_as == "fraction":
            values = values.where(signed, values * 100)
        return self._within(values, column, 0, most, "a percentage")

    def numbers(self, column: str) -> pd.Series[float]:
        """Return a column as numbers, NaN where missing."""
        return self._numbers(column, percent=False)

    def periods(self, column: str) -> pd.Series[pd.Timestamp]:
        """Return the last days of the months that a column names.

        Raises:
            ObservationsError: with the row of every cell that names no month.
        """
        import pandas as pd

        from rcagraph.sources.publications.periods import month_end

        cells = self.frame[column]
        days = {cell: month_end(cell) for cell in cells.unique()}
        ends = pd.to_datetime(cells.map(days))
        if ends.isna().any():
            before = len(self.problems)
            self._report(
                cells[ends.isna()].map(clean), column, "not a month", "such as 2025-03"
            )
            raise ObservationsError(self.problems[before:])
        return ends

    def figures(  # noqa: PLR0913 - a figure has as many parts
        self,
        metric: str,
        *,
        org_code: pd.Series[str],
        org_name: pd.Series[str],
        period: date | pd.Series[pd.Timestamp],
        unit: str,
        value: pd.Series[float] | None = None,
        numerator: pd.Series[float] | None = None,
        denominator: pd.Series[float] | None = None,
    ) -> pd.DataFrame:
        """Return figures of one metric, columns ``FIGURES``; no figure, no row.

        Without ``value`` it is numerator / denominator, times 100 if the unit is %;
        a denominator of zero is no figure.
        """
        import pandas as pd

        if value is None:
            assert numerator is not None
            assert denominator is not None
            ratio = numerator / denominator.where(denominator > 0)
            value = ratio * 100 if unit.startswith("%") else ratio
        nothing = float("nan")
        stated = pd.DataFrame(
            {
                "org_code": org_code,
                "org_name": org_name,
                "period": period
                if isinstance(period, pd.Series)
                else pd.Timestamp(period),
                "metric_id": metric,
                "numerator": nothing if numerator is None else numerator,
                "denominator": nothing if denominator is None else denominator,
                "value": value,
                "unit": unit,
                "sheet": self.sheet,
            },
            index=self.frame.index,
        )
        stated["row"] = stated.index
        return stated.loc[stated["value"].notna(), list(FIGURES)]

    def _numbers(self, column: str, *, percent: bool) -> pd.Series[float]:
        import pandas as pd

        cells = self.frame[column]
        values = pd.to_numeric(cells, errors="coerce").astype("float64")
        odd = values.isna()
        if odd.any():
            text = cells[odd].map(clean)
            text = text[~text.str.casefold().isin(MISSING)]
            bare = text.str.replace(r"\s*%$", "", regex=True) if percent else text
            bare = bare.where(
                ~bare.str.match(_THOUSANDS), bare.str.replace(",", "", regex=False)
            )
            parsed = pd.to_numeric(bare, errors="coerce").astype("float64")
            values.loc[parsed.index] = parsed
            self._report(text[parsed.isna()], column, "not a number", "a number")
        # Text such as "inf" is a number to the parser and none to a reader.
        return values.where(values.abs() < float("inf"))

    def problem(
        self, row: int | None, column: str, message: str, found: str, expected: str
    ) -> Problem:
        """Return a problem that names file, sheet, row and column."""
        # What stands below the header are figures; the rest is how it is laid out.
        figure = bool(column) or row not in {None, self.header_row}
        return place_problem(
            self.file,
            self.sheet,
            row,
            f"column {column!r}: {message}" if column else message,
            found=found,
            expected=expected,
            code=Code.FIGURE_REFUSED if figure else Code.PUBLICATION_LAYOUT,
        )

    def _within(
        self,
        values: pd.Series[float],
        column: str,
        least: float,
        most: float | None,
        what: str,
    ) -> pd.Series[float]:
        # A share computed in binary may exceed 100 by a rounding error.
        outside = values < least
        if most is not None:
            outside |= values > most + 1e-6
        if outside.any():
            self._report(
                self.frame.loc[outside[outside].index, column].map(clean),
                column,
                f"not {what}",
                f"{least:g} to {most:g}" if most is not None else f"{least:g} or more",
            )
        return values.mask(outside)

    def _report(
        self, cells: pd.Series[str], column: str, message: str, expected: str
    ) -> None:
        self.problems.extend(
            self.problem(int(str(row)), column, message, repr(cell), expected)
            for row, cell in cells.head(_MOST_PROBLEMS).items()
        )
        if len(cells) > _MOST_PROBLEMS:
            more = f"{message}, and {len(cells) - _MOST_PROBLEMS} more like it"
            self.problems.append(self.problem(None, column, more, "", expected))


def read_table(  # noqa: PLR0913 - how to find a table, and all but two have defaults
    file: OpenedFile,
    sheet: str = TEXT_SHEET,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    header_rows: int = 1,
    within: int = WITHIN,
) -> Table:
    """Find the table with these columns and return it.

    The header is the first row that has every required column, whatever their
    order, case and whitespace. Columns are renamed as asked for; others stay, under
    their own names.

    Args:
        file: the opened file.
        sheet: its name, as ``file.find_sheet`` returns it; nothing for csv.
        required: names of the columns that must be there.
        optional: names of columns to rename if they are there.
        header_rows: with 2, a row of group names lies above the header: a name
            is then "group / name", the group reaching right to the next group.
        within: how many rows at the top to search.

    Raises:
        ObservationsError: a column is missing; the message names the sheet, the
            row that came nearest, and what is there instead.
    """
    header_row, names = find_header(
        file, sheet, required, header_rows=header_rows, within=within
    )
    frame = file.frame(sheet, header_row=header_row)
    frame.columns = names
    asked = {fold(name): name for name in (*optional, *required)}
    frame = frame.rename(columns={name: asked.get(fold(name), name) for name in names})
    return Table(file=file, sheet=sheet, header_row=header_row, frame=frame)


def publish(
    figures: Iterable[pd.DataFrame],
    problems: Iterable[Problem] = (),
    *,
    edition: str = "",
    totals: Iterable[str] = (ENGLAND,),
) -> PublishedFigures:
    """Gather figures, set national totals apart, and check that rows are unique.

    Args:
        figures: frames as ``Table.figures`` returns them.
        problems: of the tables read.
        edition: orders revisions; see ``PublishedFigures``.
        totals: codes of the rows that are national totals; they become "ENG".

    Raises:
        ObservationsError: no figures at all; the first problem says why, if any.
    """
    import pandas as pd

    stated = pd.concat([*figures], ignore_index=True)
    found = list(problems)
    stated = stated[stated["org_code"] != ""]
    national = stated["org_code"].isin(list(totals))
    keys = ["org_code", "metric_id", "period"]
    again = stated.duplicated(keys, keep="first") & ~national
    found.extend(
        Problem(
            file=str(row.sheet),
            line=int(str(row.row)),
            message=(
                f"a second figure for {row.org_code!s}, {row.metric_id!s}, "
                f"{row.period!s:.10}; the first is kept"
            ),
            code=Code.FIGURE_REFUSED,
        )
        for row in stated[again].head(_MOST_PROBLEMS).itertuples()
    )
    return PublishedFigures(
        figures=stated[~national & ~again].reset_index(drop=True),
        published_totals=stated[national]
        .assign(org_code=ENGLAND)
        .drop_duplicates(keys)
        .reset_index(drop=True),
        problems=tuple(found),
        edition=edition,
    )
