from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rcagraph
from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanations import EXPLANATIONS

PACKAGE = Path(rcagraph.__file__).parent
# What reads the files of a library, and what is checked of them.
READERS = [
    *(PACKAGE / "sources").glob("*_yaml.py"),
    *(PACKAGE / "sources").glob("*_ttl.py"),
    *(PACKAGE / "sources").glob("o*_csv.py"),
    *(PACKAGE / "sources").glob("publications/*.py"),
    *(PACKAGE / "sources").glob("work*.py"),
    *(PACKAGE / "sources" / f"{name}.py" for name in ("ingest", "screening", "totals")),
    *(PACKAGE / "sources" / f"{name}.py" for name in ("manifest", "partitions")),
    *(PACKAGE / "sources" / f"{name}.py" for name in ("provenance", "fault_tree_xml")),
    *(PACKAGE / "sources" / name for name in ("turtle.py", "bundled.py", "shapes.py")),
    *(PACKAGE / "sources" / name for name in ("yaml_places.py", "check_files.py")),
    *(PACKAGE / "sources" / name for name in ("hypothesis_fields.py",)),
    *(PACKAGE / "graph" / name for name in ("build.py", "checks.py")),
    *(PACKAGE / "hypotheses").glob("*.py"),
    PACKAGE / "observations" / "checks.py",
    PACKAGE / "library.py",
]


def test_every_code_is_explained_in_sentences() -> None:
    assert list(EXPLANATIONS) == list(Code)
    for about in EXPLANATIONS.values():
        assert not about.title.endswith(".")
        assert about.why.endswith(".")
        assert about.mend[-1] in ".'\""


def test_codes_have_three_digits_and_rise() -> None:
    assert all(re.fullmatch(r"RCG\d{3}", code) for code in Code)
    assert list(Code) == sorted(Code)


def test_every_code_is_raised_somewhere() -> None:
    raised = {
        name
        for file in PACKAGE.rglob("*.py")
        if "diagnostics" not in file.parts
        for name in re.findall(r"Code\.([A-Z_0-9]+)", file.read_text(encoding="utf-8"))
    }
    assert raised == set(Code.__members__)


@pytest.mark.parametrize("file", READERS, ids=lambda file: file.name)
def test_every_problem_of_a_reader_has_a_code(file: Path) -> None:
    without = [line for line, keywords in problems_in(file) if "code" not in keywords]
    assert without == []


def problems_in(file: Path) -> Iterator[tuple[int, set[str | None]]]:
    # A table of a publication gives its problems their code itself.
    making = (
        {"Problem"} if file.parent.name == "publications" else {"Problem", "problem"}
    )
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in making:
                yield node.lineno, {each.arg for each in node.keywords}
