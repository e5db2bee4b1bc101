"""Observations in the project's own tidy CSV."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.lines import bad_byte, read_lines

if TYPE_CHECKING:
    import pandas as pd

    from rcagraph.observations.table import ObservationTable

REQUIRED = ("org_code", "period", "metric_id", "value", "unit", "source")
OPTIONAL = ("numerator", "denominator", "codes_summed")
_NUMBERS = ("value", "numerator", "denominator", "codes_summed")
_NEVER_EMPTY = ("org_code", "metric_id", "unit", "source")
_KEYS = ["org_code", "metric_id", "period"]
_MOST_PROBLEMS = 20  # of one kind; the rest are counted


def read_observations(file: Path, sources: Mapping[str, str]) -> ObservationTable:
    """Read a tidy CSV, gzipped or not: one row per organisation, metric, period.

    Columns: org_code, period (ISO date, last day of the period), metric_id,
    value, unit, source (an id of sources.csv, or free text); optionally
    numerator, denominator and codes_summed. An empty value is missing, never
    zero: the row says that the publication had no figure.

    Args:
        file: the table.
        sources: id → what to call a source; others keep their text.

    Raises:
        ObservationsError: with the line of every bad row.
    """
    from rcagraph.observations.table import ObservationTable

    table = _sound_table(file)
    if table is None:
        table = _checked_table(file)
    table["source"] = table["source"].map(lambda name: sources.get(name, name))
    table["codes_summed"] = table["codes_summed"].fillna(1).astype("int64")
    return ObservationTable(table[table["value"].notna()])


def _sound_table(file: Path) -> pd.DataFrame | None:
    """Read in one go a table without fault; None where there is any doubt.

    Four times faster than looking at every cell, which only a faulty table needs.
    """
    import numpy as np
    import pandas as pd

    try:
        table = pd.read_csv(
            file,
            dtype={
                **dict.fromkeys((*_NEVER_EMPTY, "period"), "category"),
                **dict.fromkeys(_NUMBERS, "float64"),
            },
            keep_default_na=False,
            na_values={column: [""] for column in _NUMBERS},
            encoding="utf-8-sig",
            skip_blank_lines=False,
        )
        table["period"] = pd.to_datetime(table["period"], format="%Y-%m-%d")
    except (ValueError, OSError, EOFError, zlib.error, KeyError):
        return None
    if not {*REQUIRED, *_NUMBERS} <= set(table.columns):
        return None
    if not isinstance(table.index, pd.RangeIndex):  # rows longer than the header
        return None
    if any(_is_doubtful(table[column]) for column in _NEVER_EMPTY):
        return None
    table["row"] = np.arange(2, len(table) + 2)
    # Names repeat thousands of times: as categories they are read and mapped once.
    for column in ("org_code", "metric_id"):
        table[column] = table[column].astype("str")
    doubtful = (
        np.isinf(table[list(_NUMBERS)].to_numpy()).any()
        or table["period"].isna().any()
        or table.duplicated(_KEYS).any()
    )
    return None if doubtful else table


def _is_doubtful(column: pd.Series[str]) -> bool:
    """Whether a cell is empty, or has line ends that upset the count of rows."""
    words = column.cat.categories.astype("str")
    return bool(column.isna().any()) or any(not w or "\n" in w for w in words)


def _checked_table(file: Path) -> pd.DataFrame:
    """Read a table as text and check every cell; name every row at fault."""
    import numpy as np
    import pandas as pd

    raw = _read_text_table(file)
    _require_columns(raw, file)
    raw["row"] = np.arange(2, len(raw) + 2) + _line_ends_above(raw)
    raw = raw[~raw[list(REQUIRED)].isin(["", np.nan]).all(axis=1)]  # blank lines
    raw = raw.fillna("")
    problems: list[Problem] = []
    for column in _NUMBERS:
        if column not in raw:
            raw[column] = "1" if column == "codes_summed" else ""
        raw[column] = _numbers(raw, column, file, problems)
    periods = pd.to_datetime(raw["period"], format="%Y-%m-%d", errors="coerce")
    problems += _row_problems(
        raw,
        periods.isna(),
        "period",
        file,
        Code.NOT_A_DATE,
        "period is not a date",
        "the last day of the period as YYYY-MM-DD",
    )
    raw["period"] = periods
    for column in _NEVER_EMPTY:
        problems += _row_problems(
            raw,
            raw[column] == "",
            column,
            file,
            Code.CELL_EMPTY,
            f"{column} is empty",
            "an id" if column in _KEYS else f"what the {column} is",
        )
    problems += _row_problems(
        raw,
        raw.duplicated(_KEYS),
        "metric_id",
        file,
        Code.ROW_TWICE,
        "a second figure for the same organisation, metric and period",
        "one row for each",
    )
    if problems:
        problems.sort(key=lambda each: (each.line is None, each.line or 0))
        raise ObservationsError(problems)
    return raw


def _line_ends_above(raw: pd.DataFrame) -> pd.Series[int]:
    """Return how many extra lines the cells above each row take up."""
    import pandas as pd

    above = pd.Series(0, index=raw.index)
    for column in raw:
        above += raw[column].fillna("").str.count("\n").astype("int64")
    return above.cumsum().shift(fill_value=0)


def _read_text_table(file: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        # The C parser is told to take text as text: codes such as "0E1" stay.
        raw = pd.read_csv(
            file,
            dtype="str",
            keep_default_na=False,
            encoding="utf-8-sig",
            skip_blank_lines=False,
        )
    except FileNotFoundError as error:
        code, why = Code.UNREADABLE, "there is no such file"
        raise _unusable(file, code, why) from error
    except UnicodeDecodeError as error:
        line, column, byte = bad_byte(file) or (1, 1, 0)
        raise _unusable(
            file, Code.NOT_UTF8, "not UTF-8 text", line, column, f"byte 0x{byte:02x}"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        code, why = Code.UNREADABLE, "cannot be read as gzip or text"
        raise _unusable(file, code, why) from error
    except pd.errors.EmptyDataError as error:
        raise _unusable(file, Code.EMPTY_FILE, "is empty", 1) from error
    except pd.errors.ParserError as error:
        said = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        at = re.search(r"in line (\d+)|row (\d+)", said)
        # Rows are counted from the header, lines from 1.
        line = int(at.group(1) or int(at.group(2)) + 1) if at else 1
        why = f"is not a table: {said}"
        raise _unusable(file, Code.NOT_A_TABLE, why, line) from error
    if not isinstance(raw.index, pd.RangeIndex):
        why = "rows have more cells than the header"
        raise _unusable(file, Code.NOT_A_TABLE, why, 2)
    return raw


def _unusable(  # noqa: PLR0913, PLR0917 - the parts of one message
    file: Path,
    code: Code,
    why: str,
    line: int | None = None,
    column: int | None = None,
    found: str = "",
) -> ObservationsError:
    return ObservationsError(
        Problem(
            file=str(file),
            line=line,
            column=column,
            message=why,
            found=found,
            expected="a CSV table of observations",
            code=code,
        )
    )


def _require_columns(raw: pd.DataFrame, file: Path) -> None:
    missing = [column for column in REQUIRED if column not in raw.columns]
    if missing:
        raise ObservationsError(
            Problem(
                file=str(file),
                line=1,
                column=1,
                message=f"column {column!r} is missing",
                found=", ".join(map(str, raw.columns)),
                expected=", ".join((*REQUIRED, *OPTIONAL)),
                hint=did_you_mean(column, map(str, raw.columns)),
                code=Code.COLUMN_MISSING,
            )
            for column in missing
        )


def _numbers(
    raw: pd.DataFrame, column: str, file: Path, problems: list[Problem]
) -> pd.Series[float]:
    import numpy as np
    import pandas as pd

    text = raw[column]
    numbers = pd.to_numeric(text, errors="coerce")
    bad = (numbers.isna() & (text != "")) | np.isinf(numbers)
    problems += _row_problems(
        raw,
        bad,
        column,
        file,
        Code.NOT_A_NUMBER,
        f"{column} is not a number",
        "a number, or nothing where the publication has none",
    )
    return numbers.astype("float64")


def _row_problems(  # noqa: PLR0913, PLR0917 - the parts of one message
    raw: pd.DataFrame,
    bad: pd.Series[bool],
    column: str,
    file: Path,
    code: Code,
    message: str,
    expected: str,
) -> list[Problem]:
    rows = raw[bad]
    shown = rows.head(_MOST_PROBLEMS)
    columns = _cell_columns(file, shown["row"], list(raw.columns).index(column))
    problems = [
        Problem(
            file=str(file),
            line=int(row),
            column=columns.get(int(row)),
            message=message,
            found=repr(str(found)),
            expected=expected,
            code=code,
        )
        for row, found in zip(shown["row"], shown[column], strict=True)
    ]
    more = len(rows) - _MOST_PROBLEMS
    if more > 0:
        said = f"{more} more rows: {message}"
        problems.append(Problem(file=str(file), message=said, code=code))
    return problems


def _cell_columns(
    file: Path, numbers: Iterable[int], cell: int
) -> Mapping[int, int | None]:
    """Return line → where its nth cell begins; None where quotes hide it."""
    return {
        number: None
        if '"' in line
        else sum(len(each) + 1 for each in line.split(",")[:cell]) + 1
        for number, line in read_lines(file, map(int, numbers)).items()
    }
