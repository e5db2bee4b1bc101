"""Hypothesis files: YAML → checked hypotheses, with every problem found at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import HypothesesError, Problem
from rcagraph.hypotheses.library import Library, LocatedHypothesis
from rcagraph.hypotheses.names import NameChecker, problem_at
from rcagraph.sources.hypothesis_fields import check_fields
from rcagraph.sources.yaml_places import parse_yaml
from rcagraph.vocabulary.terms import Ontology

_LARGEST_BYTES = 5_000_000
_ENDINGS = {".yaml", ".yml"}


@dataclass(frozen=True, kw_only=True)
class LibraryReading:
    """What could be read of some folders, and what is wrong with the rest.

    Attributes:
        library: the hypotheses without a problem.
        files: every file looked at, by its name as shown to people.
    """

    library: Library
    problems: tuple[Problem, ...]
    files: Mapping[str, Path]


def read_library(
    folders: Sequence[Path], ontology: Ontology, *, shipped: Path | None = None
) -> Library:
    """Read every ``*.yaml`` below the folders, in order; a later id replaces.

    Args:
        folders: the shipped library first, local ones after it.
        ontology: what ids may be named.
        shipped: folder whose hypotheses are not local; default: the first.

    Raises:
        HypothesesError: with all problems of all files.
    """
    own = shipped if shipped is not None else folders[0]
    reading = scan_library(folders, ontology, shipped=own)
    if reading.problems:
        raise HypothesesError(reading.problems)
    return reading.library


def scan_library(
    folders: Sequence[Path], ontology: Ontology | None, *, shipped: Path
) -> LibraryReading:
    """Read what can be read of some folders, and list the problems of the rest.

    Args:
        folders: folders or single files, in order; a later id replaces.
        ontology: what ids may be named; None: names are not looked up.
        shipped: folder whose hypotheses are not local.
    """
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    found: dict[str, LocatedHypothesis] = {}
    names = NameChecker(ontology) if ontology else None
    for folder in folders:
        here: dict[str, LocatedHypothesis] = {}
        for file in _yaml_files(folder, problems):
            local = folder != shipped
            shown = _shown_name(file, folder, local=local)
            files[shown] = file
            read = _read_file(file, shown, local=local)
            if isinstance(read, LocatedHypothesis):
                problems.extend(names.problems(read) if names else ())
                problems.extend(_repeated(read, here))
                here.setdefault(read.hypothesis.id, read)
            else:
                problems.extend(read)
        for name, located in here.items():
            before = found.get(name)
            found[name] = replace(located, replaces=before.file if before else "")
    library = Library(hypotheses=tuple(found[name] for name in sorted(found)))
    return LibraryReading(library=library, problems=tuple(problems), files=files)


def _yaml_files(folder: Path, problems: list[Problem]) -> list[Path]:
    if folder.is_file():
        return [folder]
    files = sorted(each for each in folder.rglob("*") if each.suffix in _ENDINGS)
    if not files:
        problems.append(
            Problem(
                file=str(folder),
                message="no hypothesis files",
                expected="a folder with at least one .yaml file",
                code=Code.NOTHING_THERE,
            )
        )
    return files


def _shown_name(file: Path, folder: Path, *, local: bool) -> str:
    # People see shipped files by their place in the library, their own by path.
    return str(file) if local else f"hypotheses/{file.relative_to(folder).as_posix()}"


def _read_file(
    file: Path, shown: str, *, local: bool
) -> LocatedHypothesis | tuple[Problem, ...]:
    text = _read_text(file, shown)
    if isinstance(text, Problem):
        return (text,)
    placed = parse_yaml(text, shown)
    if placed.problems:
        return placed.problems
    hypothesis = check_fields(placed, shown)
    if isinstance(hypothesis, tuple):
        return hypothesis

    def lines(key: str, count: int) -> tuple[int, ...]:
        return tuple(placed.line_of((key, index)) for index in range(count))

    return LocatedHypothesis(
        hypothesis=hypothesis,
        file=shown,
        link_lines=lines("links", len(hypothesis.links)),
        test_lines=lines("tests", len(hypothesis.tests)),
        enquiry_lines=lines("enquiries", len(hypothesis.enquiries)),
        local=local,
        places=placed.places,
    )


def _read_text(file: Path, shown: str) -> str | Problem:
    """Return the text with line ends of one kind, or why it cannot be read."""
    try:
        if (size := file.stat().st_size) > _LARGEST_BYTES:
            return Problem(
                file=shown,
                line=1,
                column=1,
                message="larger than a hypothesis can be",
                found=f"{size:,} bytes",
                expected=f"{_LARGEST_BYTES:,} at most",
                code=Code.TOO_LARGE,
            )
        content = file.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        said = error.strerror or str(error)
        message = "the file cannot be read"
        return Problem(file=shown, message=message, found=said, code=Code.UNREADABLE)
    except UnicodeDecodeError as error:
        before = _one_line_end(content[: error.start].decode("utf-8"))
        return Problem(
            file=shown,
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
            message="not UTF-8",
            found=f"byte 0x{content[error.start]:02x}",
            expected="text saved as UTF-8",
            code=Code.NOT_UTF8,
        )
    return _one_line_end(text)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _repeated(
    read: LocatedHypothesis, here: Mapping[str, LocatedHypothesis]
) -> Iterator[Problem]:
    before = here.get(read.hypothesis.id)
    if before is not None:
        yield problem_at(
            read,
            ("id",),
            Code.ID_TWICE,
            f"hypothesis id {read.hypothesis.id!r} is used twice",
            expected=f"an id of its own; the other is in {before.file}",
        )
