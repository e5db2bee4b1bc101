"""The shape of the code is a promise, so it is tested like any other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import rcagraph

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "rcagraph"
HEAVY = {"networkx", "numpy", "pandas", "pydantic", "pyvis", "rdflib", "scipy", "yaml"}


def test_every_stage_imports_only_earlier_stages() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.parametrize(
    "module",
    sorted(PACKAGE.rglob("*.py")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_module_stays_short(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 350


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["diagnose", "--help"],
        ["check", "--help"],
        ["enquiries", "--help"],
        ["answer", "--help"],
        ["explain", "RCG203"],
        ["show", "--help"],
        ["init", "--help"],
        ["query", "--help"],
        ["query", "--list"],
        ["export", "--help"],
    ],
    ids=" ".join,
)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys; from rcagraph.cli import main\n"
        f"sys.argv = ['rcagraph', *{arguments!r}]\n"
        "try: main()\n"
        "finally: print('loaded:', *sorted(sys.modules))\n"
    )
    started = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    loaded = started.stdout.split("loaded:")[1].split()
    assert "rcagraph.cli" in loaded
    assert HEAVY.isdisjoint(loaded)


def test_every_command_that_takes_answers_uses_them() -> None:
    deaf = {"options.py", "learn.py"}  # what is learned hangs on figures alone
    for module in (PACKAGE / "cli").glob("*.py"):
        text = module.read_text(encoding="utf-8")
        if "case_options" in text and module.name not in deaf:
            assert "open_case(" in text or "stand(" in text, module.name
            assert "read_case(" not in text, module.name


def test_every_public_name_can_be_used() -> None:
    assert sorted(rcagraph.__all__) == rcagraph.__all__
    for name in rcagraph.__all__:
        assert getattr(rcagraph, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = rcagraph.nonsense  # type: ignore[attr-defined]


def test_no_tracked_text_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 - whichever git the developer uses
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    banned = ("pypi." + "org", "python" + "hosted", "/ro" + "ot/", "/wo" + "rk/")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".gz", ".png"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert not [word for word in banned if word in text], name
