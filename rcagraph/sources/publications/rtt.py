"""Referral to treatment waiting times (RTT): the full extract of a month.

A row is a provider, commissioner, part and treatment function, with a column for every
week waited. Part 2 (incomplete pathways) is the waiting list; the function C_999 is the
total of a provider and commissioner. Bands ended in "over 52 weeks" until March 2021
and have ended in "over 104 weeks" since.

The list is "Total All": everyone, with those whose commissioner is not an English one
(NONC, 0.2 % in June 2024). Community paediatrics left the collection in February 2024:
lists before and after do not compare. Medians are not in the extract.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rcagraph.errors import ObservationsError
from rcagraph.sources.publications.checks import keep_where, without_repeats
from rcagraph.sources.publications.header import place_problem
from rcagraph.sources.publications.opened_file import fold
from rcagraph.sources.publications.preamble import About
from rcagraph.sources.publications.reading import has_columns, publish, read_table

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import PublishedFigures
    from rcagraph.sources.publications.reading import Table

_PERIOD = "Period"
_CODE, _NAME = "Provider Org Code", "Provider Org Name"
_COMMISSIONER = "Commissioner Org Code"
_PART, _FUNCTION = "RTT Part Type", "Treatment Function Code"
_EVERYONE = "Total All"
_REQUIRED = (_PERIOD, _CODE, _NAME, _COMMISSIONER, _PART, _FUNCTION, _EVERYONE)
_INCOMPLETE, _ALL_FUNCTIONS = "part_2", "c_999"
_BAND = re.compile(r"gt (?P<after>\d+)(?: to (?P<until>\d+))? weeks?\b.*")
_WAITED = {"within 18": (0, 18), "over 52": (52, None), "over 65": (65, None)}
# Spreadsheet programs drop what is below their last row, without a word.
_LAST_ROWS = frozenset({65_536, 1_048_576})


@dataclass(frozen=True, slots=True)
class _Rtt:
    """See the module."""

    id: str = "rtt"
    publisher: str = "NHS England"
    product: str = "Referral to treatment waiting times, full extract"
    metrics: tuple[str, ...] = (
        "rtt_18wk_pct",
        "rtt_52wk_count",
        "rtt_52wk_pct",
        "rtt_65wk_count",
        "rtt_waiting_list",
    )

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the columns of the extract are there."""
        return has_columns(file, file.sheets[0], (_CODE, _PART), within=5)

    def read(self, file: OpenedFile) -> PublishedFigures:
        """Read the waiting list, and how long people on it had waited.

        Raises:
            ObservationsError: a column or all bands are missing, a row names no
                month, or rows are missing and it is not clear whose.
        """
        table = read_table(file, file.sheets[0], required=_REQUIRED)
        table = _without_cut(table)
        part, function = (table.text(each).map(fold) for each in (_PART, _FUNCTION))
        table = table.where(
            (table.codes(_CODE) != "")
            & (part == _INCOMPLETE)
            & (function == _ALL_FUNCTIONS)
        )
        if table.frame.empty:
            raise ObservationsError(
                place_problem(
                    file,
                    table.sheet,
                    None,
                    "no row of incomplete pathways, all treatment functions",
                    expected=f"{_PART} Part_2 and {_FUNCTION} C_999",
                )
            )
        table = without_repeats(table, (_PERIOD, _CODE, _COMMISSIONER))
        providers = _providers(table)
        return publish(_figures(providers), providers.problems)


def _figures(providers: Table) -> list[pd.DataFrame]:
    frame = providers.frame
    about = About(org_code=frame[_CODE], org_name=frame[_NAME], period=frame[_PERIOD])
    everyone = frame[_EVERYONE]
    counts = {"rtt_waiting_list": everyone, "rtt_52wk_count": frame["over 52"]}
    counts["rtt_65wk_count"] = frame["over 65"]
    shares = {"rtt_18wk_pct": frame["within 18"], "rtt_52wk_pct": frame["over 52"]}
    return [
        *(
            providers.figures(metric, **about, unit="count", value=value)
            for metric, value in counts.items()
        ),
        *(
            providers.figures(
                metric, **about, unit="%", numerator=part, denominator=everyone
            )
            for metric, part in shares.items()
        ),
    ]


def _without_cut(table: Table) -> Table:
    """Return the table without the last provider if the sheet was cut off there.

    Raises:
        ObservationsError: it was, and rows are not sorted by provider, so that any
            of them may lack some.
    """
    codes = table.codes(_CODE)
    if table.frame.empty or int(str(codes.index[-1])) not in _LAST_ROWS:
        return table
    last, message = codes.iloc[-1], "the sheet is cut off at the last row it can have"
    starts = codes != codes.shift()
    if int(starts.sum()) != len(codes.unique()):
        raise ObservationsError(
            table.problem(
                int(str(codes.index[-1])), "", message, "", "rows sorted by provider"
            )
        )
    table.problems.append(
        table.problem(
            int(str(codes.index[-1])),
            _CODE,
            f"{message}; {last} is left out, and whoever should follow is missing",
            repr(last),
            "the extract as published",
        )
    )
    return table.where(codes != last)


def _providers(table: Table) -> Table:
    """Return one row for each provider and month, commissioners summed."""
    import pandas as pd

    bands = _bands(table)
    counts = {each: table.counts(each) for each in bands.values()}
    everyone = table.counts(_EVERYONE)
    # Blank is nobody in a band: where all bands are there they sum up to the total.
    people = pd.DataFrame(counts, index=table.frame.index).fillna(0.0)
    if _from(bands, 0):
        everyone = keep_where(
            table,
            everyone,
            everyone.isna() | ((people.sum(axis="columns") - everyone).abs() < 1),
            _EVERYONE,
            "not the sum of the weeks waited",
        )
    rows = pd.DataFrame(
        {
            _PERIOD: table.periods(_PERIOD),
            _CODE: table.codes(_CODE),
            _NAME: table.text(_NAME),
            _EVERYONE: everyone,
            "row": table.frame.index,
        }
    )
    for column, (after, until) in _WAITED.items():
        chosen = _from(bands, after, until)
        rows[column] = people[chosen].sum(axis="columns") if chosen else float("nan")
        # Extracts that end in "over 52 weeks" never told who waited over 65.
        if not chosen and after <= max(start for start, _ in bands):
            message = f"the weeks for {column!r} are not all there; it is left out"
            table.problems.append(
                table.problem(table.header_row, "", message, "", "a column each week")
            )
    keys = [_PERIOD, _CODE]
    # With one commissioner's total missing the sum would be of something else.
    whole = rows[_EVERYONE].notna().groupby([rows[key] for key in keys])
    summed = (
        rows[whole.transform("all")]
        .groupby(keys, as_index=False)
        .agg(
            {_NAME: "first", _EVERYONE: "sum", "row": "min"}
            | dict.fromkeys(_WAITED, _sum_of_stated)
        )
    )
    return replace(table, frame=summed.set_index("row"))


def _sum_of_stated(values: pd.Series[float]) -> float:
    return float(values.sum(min_count=1))


def _bands(table: Table) -> dict[tuple[int, int | None], str]:
    """Return the columns of weeks waited: more than, up to (None: no end).

    Raises:
        ObservationsError: there are none.
    """
    found = {
        (int(band["after"]), int(band["until"]) if band["until"] else None): str(name)
        for name in table.frame.columns
        if (band := _BAND.fullmatch(fold(name)))
    }
    if not found:
        raise ObservationsError(
            place_problem(
                table.file,
                table.sheet,
                table.header_row,
                "no columns of weeks waited",
                expected="such as 'Gt 52 To 53 Weeks SUM 1'",
            )
        )
    return found


def _from(
    bands: dict[tuple[int, int | None], str], after: int, until: int | None = None
) -> list[str]:
    """Return the columns from one week to another; empty if any is missing."""
    chosen, at = [], after
    ends = {start: (end, name) for (start, end), name in bands.items()}
    while at in ends:
        end, name = ends[at]
        chosen.append(name)
        if end == until:
            return chosen
        if end is None:
            break
        at = end
    return []


PUBLICATION = _Rtt()
