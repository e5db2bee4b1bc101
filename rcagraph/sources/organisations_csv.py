"""Organisations, their successions, and the names of sources: small CSV tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.observations.organisation import Organisation, Succession
from rcagraph.observations.source import SourceCopy


def read_organisations(folder: Path) -> tuple[Organisation, ...]:
    """Read organisations.csv and successions.csv of a folder, by code.

    Raises:
        ObservationsError: a file is missing or a row cannot be used.
    """
    successors: defaultdict[str, list[Succession]] = defaultdict(list)
    for each in read_successions(folder / "successions.csv"):
        successors[each.new_code].append(each)
    file = folder / "organisations.csv"
    organisations = [
        Organisation(
            code=row["org_code"],
            name=_title(row["org_name"]),
            type=row["nof_type"],
            subtype=row["nof_subtype"],
            region=row["region_name"],
            system_code=row["icb_code"],
            system_name=row["icb_name"],
            catchment_population=_number(row, "catchment_population", file, line),
            deprivation=_number(row, "imd_score", file, line),
            predecessors=tuple(successors[row["org_code"]]),
        )
        for line, row in _rows(file, ("org_code", "org_name", "nof_type"))
    ]
    return tuple(sorted(organisations, key=lambda each: each.code))


def read_successions(file: Path) -> tuple[Succession, ...]:
    """Read the dated succession table, oldest first.

    Raises:
        ObservationsError: the file is missing or a date cannot be used.
    """
    successions = []
    for line, row in _rows(file, ("old_code", "new_code", "date", "basis")):
        try:
            on = date.fromisoformat(row["date"])
        except ValueError as error:
            raise ObservationsError(
                Problem(
                    file=str(file),
                    line=line,
                    message="date cannot be read",
                    found=repr(row["date"]),
                    expected="YYYY-MM-DD",
                    code=Code.NOT_A_DATE,
                )
            ) from error
        successions.append(
            Succession(
                old_code=row["old_code"],
                new_code=row["new_code"],
                on=on,
                basis=row["basis"],
                split=row.get("split") == "True",
            )
        )
    return tuple(sorted(successions, key=lambda each: (each.on, each.old_code)))


def read_source_copies(file: Path) -> tuple[SourceCopy, ...]:
    """Read sources.csv: publisher, product, grade, licence and copy of each.

    Raises:
        ObservationsError: the file is missing or lacks a column.
    """
    return tuple(
        SourceCopy(
            id=row["source"],
            publisher=row["publisher"],
            product=row["product"],
            grade=row["grade"],
            licence=row.get("licence", ""),
            copy=row["copy"],
        )
        for _, row in _rows(file, ("source", "publisher", "product", "grade", "copy"))
    )


def _rows(file: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, restval="")
            rows = [(reader.line_num, row) for row in reader]
            columns = reader.fieldnames or []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ObservationsError(
            Problem(
                file=str(file),
                message="cannot be read",
                found=str(error),
                code=Code.UNREADABLE,
            )
        ) from error
    missing = [column for column in required if column not in columns]
    if missing:
        raise ObservationsError(
            Problem(
                file=str(file),
                line=1,
                message=f"column {column!r} is missing",
                hint=did_you_mean(column, columns),
                code=Code.COLUMN_MISSING,
            )
            for column in missing
        )
    return rows


def _number(row: dict[str, str], column: str, file: Path, line: int) -> float | None:
    text = row.get(column, "")
    try:
        return float(text) if text else None
    except ValueError as error:
        raise ObservationsError(
            Problem(
                file=str(file),
                line=line,
                message=f"{column} is not a number",
                found=repr(text),
                code=Code.NOT_A_NUMBER,
            )
        ) from error


_ABBREVIATIONS = {"NHS", "UCLH", "II", "III"}
_SMALL = {"And", "Of", "The", "For", "In", "On", "Upon"}


def _title(name: str) -> str:
    """Write a name that the register keeps in capitals as people write it."""
    if not name.isupper():
        return name
    words = [
        word if word in _ABBREVIATIONS else word.title().replace("'S", "'s")
        for word in name.split()
    ]
    return " ".join(
        word.lower() if index and word in _SMALL else word
        for index, word in enumerate(words)
    )
