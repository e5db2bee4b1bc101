"""One published file, opened: what kind it is by its content, and its rows.

Nothing here knows any publication. A file is read into memory once, within limits,
unpacked if it is gzip or a zip of one file, and offered sheet by sheet with the row
numbers that a spreadsheet program shows. Formulas and macros are never executed:
workbooks give the values that were stored with them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.publications.unpacking import (
    DEFAULT_LIMITS,
    Kind,
    Limits,
    decode,
    refused,
    too_large,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from python_calamine import CalamineSheet, CalamineWorkbook

TEXT_SHEET = ""  # the one sheet of a csv or Parquet file
_TOP = 100  # rows of a csv file that are kept: every reader looks at them


class Row(NamedTuple):
    """A row of a sheet.

    Attributes:
        number: as a spreadsheet program shows it, counted from 1.
        cells: text, numbers, booleans, dates; an empty cell is "". In a csv file
            every cell is text.
    """

    number: int
    cells: tuple[object, ...]


class OpenedFile:
    r"""A published file in memory, ready to be recognised and read.

    Args:
        name: shown to people; the file's name without its folders.
        data: the file's bytes, as they lie on disk.

    Raises:
        ObservationsError: not a table, damaged, or beyond the limits.

    >>> file = OpenedFile("beds.csv", b"Org Code,Beds\nRAJ,1\n")
    >>> file.kind, file.sheets, file.top(rows=1)
    ('csv', ('',), [Row(number=1, cells=('Org Code', 'Beds'))])
    >>> file.frame(header_row=1).to_dict("index")
    {2: {'Org Code': 'RAJ', 'Beds': '1'}}
    """

    def __init__(
        self, name: str, data: bytes, *, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """Unpack the file and see what it is."""
        self.name = name
        self.sha256 = hashlib.sha256(data).hexdigest()
        kind, self._data = unpack(name, data, limits)
        self.kind: Kind = kind
        self._sheets: dict[str, CalamineSheet] = {}

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets, in workbook order; ``("",)`` for csv and Parquet."""
        if self.kind in {"csv", "parquet"}:
            return (TEXT_SHEET,)
        return tuple(self._workbook.sheet_names)

    def find_sheet(self, *names: str) -> str:
        """Return the first sheet named so, whatever its case and spaces.

        Raises:
            ObservationsError: no sheet has any of the names.
        """
        by_fold = {fold(each): each for each in reversed(self.sheets)}
        for name in names:
            if fold(name) in by_fold:
                return by_fold[fold(name)]
        raise ObservationsError(
            Problem(
                file=self.name,
                message=f"no sheet {names[0]!r}",
                found=", ".join(map(repr, self.sheets)),
                hint=did_you_mean(names[0], self.sheets),
                code=Code.PUBLICATION_LAYOUT,
            )
        )

    def top(self, sheet: str = TEXT_SHEET, *, rows: int = 40) -> list[Row]:
        """Return the first rows of a sheet; cheap, for recognising a file.

        Raises:
            ObservationsError: the sheet is not there or cannot be read.
        """
        return self._rows(sheet, rows)

    def rows(self, sheet: str = TEXT_SHEET) -> list[Row]:
        """Return all rows of a sheet, empty ones included.

        For long tables :meth:`frame` takes a fraction of the memory.

        Raises:
            ObservationsError: the sheet is not there or cannot be read.
        """
        return self._rows(sheet, None)

    def frame(
        self,
        sheet: str = TEXT_SHEET,
        *,
        header_row: int,
        columns: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """Return the rows below a header as a frame; the fast way.

        Args:
            sheet: its name; nothing for csv and Parquet.
            header_row: number of the row with the column names.
            columns: positions, counted from 0, of the columns to keep.

        Returns:
            Index ``row``: numbers as a spreadsheet program shows them. Columns:
            names with whitespace made single; a repeated name gets `` (2)``.
            Cells as in :class:`Row`; csv cells are text.

        Raises:
            ObservationsError: the sheet is not there or cannot be read.
        """
        if self.kind == "parquet":
            frame = self._parquet()
        elif self.kind == "csv":
            frame = self._csv_frame(header_row)
        else:
            frame = self._sheet_frame(sheet, header_row)
        frame.index = frame.index.rename("row") + header_row + 1
        return frame if columns is None else frame.iloc[:, list(columns)]

    @cached_property
    def _text(self) -> str:
        return decode(self._data)

    @cached_property
    def _delimiter(self) -> str:
        first = self._text[:65536].lstrip().split("\n", 1)[0]
        return max(",\t;|", key=first.count)

    @cached_property
    def _workbook(self) -> CalamineWorkbook:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(self._data))
        except PasswordError as error:
            raise refused(self.name, "the workbook is locked with a password") from (
                error
            )
        except CalamineError as error:
            raise refused(
                self.name,
                f"a damaged or cut-short {self.kind} workbook; download it again",
                found=str(error),
            ) from error

    def _sheet(self, name: str) -> CalamineSheet:
        from python_calamine import CalamineError

        if name not in self._sheets:
            exact = name if name in self.sheets else self.find_sheet(name)
            try:
                self._sheets[name] = self._workbook.get_sheet_by_name(exact)
            except CalamineError as error:
                raise refused(
                    self.name, f"sheet {exact!r} cannot be read", found=str(error)
                ) from error
        return self._sheets[name]

    def _rows(self, sheet: str, most: int | None) -> list[Row]:
        if self.kind == "parquet":
            frame = self._parquet().head(most) if most else self._parquet()
            lines = [list(frame.columns), *frame.to_numpy().tolist()]
        elif self.kind == "csv":
            lines = self._csv_rows(most)
        else:
            lines = self._sheet(sheet).to_python(skip_empty_area=False, nrows=most)
        return [Row(number, tuple(cells)) for number, cells in enumerate(lines, 1)]

    @cached_property
    def _csv_top(self) -> list[list[str]]:
        return self._parse_csv(_TOP)

    def _csv_rows(self, most: int | None) -> list[list[str]]:
        if most is not None and most <= _TOP:
            return self._csv_top[:most]
        return self._parse_csv(most)

    def _parse_csv(self, most: int | None) -> list[list[str]]:
        text = io.StringIO(self._text, newline=None)  # \r alone ends a line as well
        reader = csv.reader(text, delimiter=self._delimiter)
        try:
            return list(islice(reader, most))
        except csv.Error as error:
            raise ObservationsError(
                Problem(
                    file=self.name,
                    line=reader.line_num,
                    message="is not a csv table",
                    found=str(error),
                    code=Code.PUBLICATION_UNREADABLE,
                )
            ) from error

    def _csv_frame(self, header_row: int) -> pd.DataFrame:
        import pandas as pd

        header = self._csv_rows(header_row)[-1]
        try:
            frame = pd.read_csv(
                io.StringIO(self._text),
                sep=self._delimiter,
                header=None,
                names=unique_names(header),
                skiprows=header_row,
                skip_blank_lines=False,
                # Text stays text: "0E1" is an organisation and not zero.
                dtype="str",
                keep_default_na=False,
                index_col=False,
                on_bad_lines="error",
            )
        except pd.errors.ParserError as error:
            said = str(error).removeprefix("Error tokenizing data. C error: ").strip()
            raise refused(self.name, "is not a csv table", found=said) from error
        return frame.fillna("")  # rows shorter than the header

    def _sheet_frame(self, sheet: str, header_row: int) -> pd.DataFrame:
        import pandas as pd

        lines = self._sheet(sheet).to_python(skip_empty_area=False)
        header = [str(cell) for cell in lines[header_row - 1]]
        return pd.DataFrame(
            lines[header_row:], columns=unique_names(header), dtype=object
        )

    def _parquet(self) -> pd.DataFrame:
        import pandas as pd

        try:
            return pd.read_parquet(io.BytesIO(self._data))
        except (OSError, ValueError) as error:
            raise refused(
                self.name, "a damaged or cut-short Parquet file", found=str(error)
            ) from error


def open_file(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> OpenedFile:
    """Open a file from disk; too large a file is refused before it is read.

    Raises:
        ObservationsError: it cannot be read, is damaged, no table, or too large.
    """
    try:
        if path.stat().st_size > limits.file_bytes:
            raise too_large(path.name, "the file has", limits.file_bytes)
        data = path.read_bytes()
    except OSError as error:
        raise refused(
            path.name, "cannot be read", found=error.strerror or str(error)
        ) from error
    # A name need not be text, and is shown: what cannot be shown is left out.
    name = clean(path.name.encode("utf-8", "replace").decode("utf-8"))
    return OpenedFile(name, data, limits=limits)


def clean(cell: object) -> str:
    r"""Return a cell as text: whitespace of every sort made single, ends stripped.

    >>> clean(" A&E\xa0attendances \n> 4 hours ")
    'A&E attendances > 4 hours'
    >>> clean(3.0)
    '3'
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(str(cell).split())
    # Marks that nobody sees, and what a terminal would obey, are no text.
    return (
        text if text.isprintable() else "".join(filter(str.isprintable, text)).strip()
    )


def fold(text: object) -> str:
    """Return text for comparing names: no case, no difference in whitespace."""
    return clean(text).casefold()


def unique_names(header: Sequence[object]) -> list[str]:
    """Return column names, cleaned; repeated and empty ones told apart.

    >>> unique_names(["Type 1", " Type  1", ""])
    ['Type 1', 'Type 1 (2)', 'column 3']
    """
    names: list[str] = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(header, 1):
        name = clean(cell) or f"column {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
