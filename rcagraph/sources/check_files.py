"""What ``rcagraph check`` is asked to check: paths → everything that can be read."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, OntologyError, Problem
from rcagraph.sources.bundled import (
    examples_folder,
    hypotheses_folder,
    ontology_folder,
)
from rcagraph.sources.hypotheses_yaml import LibraryReading, scan_library
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.sources.turtle_places import TurtleFolder
from rcagraph.vocabulary.terms import Ontology

_HYPOTHESIS_ENDINGS = {".yaml", ".yml"}
_MOST_TERMS = 1_000
_TABLES = ("observations.csv.gz", "observations.csv")


@dataclass(slots=True, kw_only=True)
class Asked:
    """The paths of a check by what they hold.

    Attributes:
        everything: shipped hypotheses are examined one by one as well.
        shapes: the ontology is held against its shapes as well.
        ontology: the one given, else the shipped one.
        libraries: the shipped one first, then those given.
        observations: tables to check line by line.
        problems: paths that hold nothing to check.
    """

    everything: bool
    shapes: bool
    ontology: Path
    libraries: list[Path]
    observations: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def sort_paths(paths: Iterable[Path]) -> Asked:
    """Tell ontologies, libraries and observations apart; none given: the shipped."""
    shipped = hypotheses_folder()
    given = list(paths)
    asked = Asked(
        everything=not given,
        shapes=not given,
        ontology=ontology_folder(),
        libraries=[shipped],
    )
    if not given:
        asked.observations.append(_shipped_table())
    for path in given:
        if not _sort(path, asked, shipped):
            expected = ".yaml hypotheses, .ttl files, or observations.csv"
            message, code = "nothing to check there", Code.NOTHING_THERE
            problem = Problem(
                file=str(path), message=message, expected=expected, code=code
            )
            asked.problems.append(problem)
    return asked


def _sort(path: Path, asked: Asked, shipped: Path) -> bool:
    if path.is_file():
        return _sort_file(path, asked, shipped)
    found = False
    for folder in (path, path / "ontology"):
        if any(folder.glob("*.ttl")):
            asked.ontology, asked.shapes, found = folder, True, True
    for folder in (path / "hypotheses", path):
        if any(f.suffix in _HYPOTHESIS_ENDINGS for f in folder.rglob("*.y*ml")):
            _add_library(folder, asked, shipped)
            found = True
            break
    for name in _TABLES:
        if (path / name).is_file():
            asked.observations.append(path / name)
            return True
    return found


def _sort_file(path: Path, asked: Asked, shipped: Path) -> bool:
    if path.suffix in _HYPOTHESIS_ENDINGS:
        _add_library(path, asked, shipped)
    elif path.suffix == ".ttl":
        asked.ontology, asked.shapes = path.parent, True
    elif path.name.endswith((".csv", ".csv.gz")):
        asked.observations.append(path)
    else:
        return False
    return True


def _add_library(path: Path, asked: Asked, shipped: Path) -> None:
    # What lies in the shipped library is checked with it, and once.
    if path.resolve().is_relative_to(shipped.resolve()):
        asked.everything = True
    else:
        asked.libraries.append(path)


def _shipped_table() -> Path:
    return examples_folder() / "england" / _TABLES[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class OntologyReading:
    """An ontology, or what is wrong with it; and where its terms stand.

    Attributes:
        skipped: what could not be checked for want of a library, or "".
    """

    ontology: Ontology | None
    problems: tuple[Problem, ...]
    turtle: TurtleFolder
    skipped: str = ""


def scan_ontology(folder: Path, *, shapes: bool | None) -> OntologyReading:
    """Read an ontology, and hold it against its shapes.

    Bad files are problems, and nothing is raised for them.

    Args:
        folder: of Turtle files.
        shapes: None: unless there are so many terms that it takes seconds.
    """
    own = folder.resolve() == ontology_folder().resolve()
    turtle = TurtleFolder(folder, "ontology" if own else str(folder))
    problems = list(turtle.file_problems())
    ontology = None
    if not any(each.code == Code.TOO_LARGE for each in problems):
        told = {each.file for each in problems}
        try:
            ontology = read_ontology(folder)
        except OntologyError as error:
            sharpened = map(turtle.sharpened, error.problems)
            problems += [each for each in sharpened if each.file not in told]
    skipped = _why_no_shapes(ontology, asked=shapes)
    if ontology is not None and shapes is not False and not skipped:
        problems += map(turtle.sharpened, _shape_problems(folder))
    return OntologyReading(
        ontology=ontology, problems=tuple(problems), turtle=turtle, skipped=skipped
    )


def _why_no_shapes(ontology: Ontology | None, *, asked: bool | None) -> str:
    if ontology is None or asked is False:
        return ""
    if not find_spec("pyshacl"):
        return "the shapes of the ontology, which need pySHACL"
    terms = len(ontology.nodes) + len(ontology.metrics) + len(ontology.offers)
    if asked is None and terms > _MOST_TERMS:
        return f"the shapes of {terms:,} terms, which take long; ask with --shapes"
    return ""


def _shape_problems(folder: Path) -> Sequence[Problem]:
    from rcagraph.sources.shapes import shacl_problems

    try:
        return shacl_problems(folder)
    except OntologyError as error:
        return error.problems
    except RuntimeError as error:  # all that pySHACL raises for shapes at fault
        message, code = "the shapes cannot be applied", Code.SHAPE_VIOLATED
        said = str(error).partition("\n")[0]
        return (Problem(file="shapes.ttl", message=message, found=said, code=code),)


def scan_libraries(
    folders: Sequence[Path], ontology: Ontology | None
) -> LibraryReading:
    """Read what can be read of the shipped library and those on top of it."""
    return scan_library(folders, ontology, shipped=hypotheses_folder())


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesReading:
    """The observations of a check: which metrics have figures, and what is wrong."""

    metrics: Collection[str]
    rows: int
    problems: tuple[Problem, ...]
    files: Mapping[str, Path]


def scan_tables(tables: Sequence[Path], ontology: Ontology | None) -> TablesReading:
    """Read the tables to be checked; of the shipped one, else, only the metric ids."""
    shipped = _shipped_table()
    metrics = set() if shipped in tables else _metrics_with_figures(shipped)
    rows = 0
    problems: list[Problem] = []
    files: dict[str, Path] = {}
    for file in tables:
        own = file == shipped
        shown = f"examples/england/{file.name}" if own else str(file)
        files[shown] = file
        try:
            found, count, wrong = _scan_table(file, shown, ontology)
        except ObservationsError as error:
            problems += error.problems
        else:
            metrics |= found
            rows += count
            problems += wrong
    return TablesReading(
        metrics=metrics, rows=rows, problems=tuple(problems), files=files
    )


def _scan_table(
    file: Path, shown: str, ontology: Ontology | None
) -> tuple[set[str], int, list[Problem]]:
    from rcagraph.observations.checks import table_problems
    from rcagraph.sources.observations_csv import read_observations
    from rcagraph.sources.organisations_csv import read_organisations

    table = read_observations(file, {})
    beside = file.parent if (file.parent / "organisations.csv").is_file() else None
    organisations = read_organisations(beside or _shipped_table().parent)
    problems = table_problems(table, ontology, organisations) if ontology else ()
    told = [_in_file(each, shown) for each in problems]
    return set(table.metrics), len(table), told


def _in_file(problem: Problem, shown: str) -> Problem:
    from dataclasses import replace

    return replace(problem, file=shown)


def _metrics_with_figures(table: Path) -> set[str]:
    """Return the metric ids of a sound table, ten times faster than checking it."""
    whole = gzip.decompress(table.read_bytes())
    columns = whole[: whole.index(b"\n")].split(b",")
    metric, value = columns.index(b"metric_id"), columns.index(b"value")
    assert metric < value
    # The metric, the cells up to the value, and the first character of the value.
    row = rb"\n" + rb"[^,\n]*," * metric + rb"([^,\n]*),"
    row += rb"[^,\n]*," * (value - metric - 1) + rb"[^,\n]"
    return {each.decode("utf-8") for each in set(re.findall(row, whole))}
