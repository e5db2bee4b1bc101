"""What is installed from the wheel works with nothing else of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Built with the back end that the tests installed: no network is needed.
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, "."],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_words_claims_and_figures(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder, ending in (
        ("ontology", ".ttl"),
        ("ontology/questions/findings", ".rq"),
        ("hypotheses", ".yaml"),
        ("examples/england", ".csv.gz"),
    ):
        start = f"rcagraph/_data/{folder}/"
        assert any(name.startswith(start) and name.endswith(ending) for name in names)


def test_the_demo_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    # The libraries come from the test environment; rcagraph itself only from the wheel.
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python*")) / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    asked = "import rcagraph; print(rcagraph.__file__)"
    python = str(home / "bin" / "python")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = [
        subprocess.run(
            command,
            cwd=tmp_path,
            capture_output=True,
            check=False,
            text=True,
            env=environment,
        )
        for command in (
            [python, "-c", asked],
            [python, "-m", "rcagraph", "diagnose", "RAJ"],
        )
    ]
    assert done[0].stdout.startswith(str(home))
    assert done[1].returncode == 0, done[1].stderr
    assert (tmp_path / "out" / "RAJ" / "report.html").is_file()
