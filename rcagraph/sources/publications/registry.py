"""All publications that are known, and which of them a file is."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import rcagraph.sources.publications as package
from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, RcagraphError
from rcagraph.sources.publications.opened_file import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rcagraph.sources.publications.opened_file import OpenedFile
    from rcagraph.sources.publications.publication import Publication

_SHOWN = 8  # names of columns or sheets that a message lists


@cache
def publications() -> tuple[Publication, ...]:
    """Return every reader: modules of this package with a PUBLICATION, by id."""
    found: dict[str, Publication] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        reader = getattr(import_module(module.name), "PUBLICATION", None)
        if reader is not None:
            assert reader.id not in found, f"two publications are named {reader.id}"
            found[reader.id] = reader
    return tuple(found[id_] for id_ in sorted(found))


def recognise(
    file: OpenedFile, readers: Sequence[Publication] | None = None
) -> Publication:
    """Return the publication that the file's content is.

    Args:
        file: the opened file.
        readers: the publications to choose from; all that are known by default.

    Raises:
        ObservationsError: none or several; the message says what the file looks
            like, and what differs from the publication that comes nearest.
    """
    known = publications() if readers is None else readers
    matches = [each for each in known if each.recognises(file)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise ObservationsError(
            Problem(
                file=file.name,
                message="more than one publication recognises this file",
                found=", ".join(each.id for each in matches),
                expected="exactly one",
                code=Code.PUBLICATION_UNKNOWN,
            )
        )
    raise ObservationsError(
        [
            Problem(
                file=file.name,
                message="not a publication that is known",
                found=looks_like(file),
                code=Code.PUBLICATION_UNKNOWN,
            ),
            *_nearest(file, known),
        ]
    )


def looks_like(file: OpenedFile) -> str:
    """Return what a file looks like: its kind, and its sheets or columns."""
    if len(file.sheets) > 1:
        sheets = [repr(name) for name in file.sheets]
        return f"{file.kind} workbook with sheets {_some(sheets)}"
    widest = max(
        ([clean(cell) for cell in row.cells] for row in file.top(file.sheets[0])),
        key=lambda cells: sum(map(bool, cells)),
        default=[],
    )
    return f"{file.kind} with columns {_some(filter(None, widest))}"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _nearest(file: OpenedFile, known: Sequence[Publication]) -> tuple[Problem, ...]:
    """Ask every reader what it misses; the one that misses least knows what changed.

    A reader that found the table, or has a near name for what is missing, is near.
    """
    complaints: list[tuple[int, str, tuple[Problem, ...]]] = []
    for each in known:
        try:
            each.read(file)
        except RcagraphError as error:
            if any(problem.hint or problem.line for problem in error.problems):
                complaints.append((len(error.problems), each.product, error.problems))
        except Exception:  # noqa: BLE001, S112 - a file that is none of its business
            continue
    if not complaints:
        return ()
    fewest = min(missing for missing, _, _ in complaints)
    return tuple(
        Problem(
            file=problem.file,
            line=problem.line,
            message=f"if this is {product!r}: {problem.message}",
            found=problem.found,
            expected=problem.expected,
            hint=problem.hint,
            code=Code.PUBLICATION_UNKNOWN,
        )
        for missing, product, problems in complaints
        if missing == fewest
        for problem in problems[:_SHOWN]
    )
