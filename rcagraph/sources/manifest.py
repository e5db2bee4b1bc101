"""What a workspace holds: one line of JSON for each ingested file, oldest first."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = 1
GRADES = "ABC"  # best first


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestedFile:
    """One ingested file.

    Attributes:
        publication: id of the reader.
        grade: A as the publisher released it, B extracted from that, C derived.
        sha256: checksum of the file as it lay on disk; names its partition.
        name: the file's name, for people.
        edition: orders revisions; later text is later.
        read_at: when it was read, UTC, ISO 8601.
        version: of rcagraph.
        figures: how many the file gave.
        metrics: ids, sorted.
        first_period, last_period: ISO dates.
        refused: what was left out, one sentence each.
        organisations: code and name of each that a register names.
        format: of the workspace, so that a later one is not misread.
    """

    publication: str
    publisher: str
    product: str
    grade: str
    sha256: str
    name: str
    edition: str
    read_at: str
    version: str
    figures: int
    metrics: tuple[str, ...]
    first_period: str
    last_period: str
    refused: tuple[str, ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()
    format: int = FORMAT

    @property
    def origin(self) -> str:
        """Publisher, product and file, as an observation's source says them."""
        return f"{self.publisher}: {self.product} (grade {self.grade}, {self.name})"


def precedence(files: Iterable[IngestedFile]) -> Mapping[str, int]:
    """Return checksum → rank: of two files that state the same figure, higher holds.

    The better grade first: editions of different publications say nothing about each
    other, and a series that mixed publications month by month would jump. Then the
    later edition. Then publication and checksum, so that the order of ingest never
    decides.
    """
    ordered = sorted(
        files,
        key=lambda each: (
            -GRADES.index(each.grade),
            each.edition,
            each.publication,
            each.sha256,
        ),
    )
    return {each.sha256: rank for rank, each in enumerate(ordered)}


def to_lines(files: Iterable[IngestedFile]) -> str:
    """Return files as JSON lines."""
    return "".join(
        json.dumps(asdict(each), ensure_ascii=False, sort_keys=True) + "\n"
        for each in files
    )


def from_lines(text: str, file: str) -> tuple[IngestedFile, ...]:
    """Read JSON lines.

    Raises:
        ObservationsError: a line is damaged, or from a later format.
    """
    # Not splitlines: a name may hold a separator that JSON leaves as it is.
    lines = [line for line in text.split("\n") if line]
    return tuple(_ingested(line, number, file) for number, line in enumerate(lines, 1))


def _ingested(line: str, number: int, file: str) -> IngestedFile:
    try:
        said = json.loads(line)
        if said["format"] != FORMAT:
            raise ObservationsError(
                Problem(
                    file=file,
                    line=number,
                    message="the workspace was written by another format",
                    found=str(said["format"]),
                    expected=f"{FORMAT}; use the rcagraph that wrote it",
                    code=Code.WORKSPACE_UNUSABLE,
                )
            )
        texts = {field.name: said[field.name] for field in fields(IngestedFile)}
    except (ValueError, KeyError, TypeError) as error:
        raise ObservationsError(
            Problem(
                file=file,
                line=number,
                message="the workspace's manifest is damaged",
                found=str(error),
                expected="one JSON object on each line",
                code=Code.WORKSPACE_UNUSABLE,
            )
        ) from error
    for name in ("metrics", "refused"):
        texts[name] = tuple(texts[name])
    texts["organisations"] = tuple(
        (code, name) for code, name in texts["organisations"]
    )
    return IngestedFile(**texts)
