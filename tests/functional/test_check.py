"""check, explain, show and init as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from rcagraph.cli import main

ROOT = Path(__file__).parents[2]


def run(
    *arguments: str, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rcagraph", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            **environment,
        },
    )


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


class Call(Protocol):
    """The command line in this process: starting one takes seconds."""

    def __call__(self, *arguments: str) -> Done: ...


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["rcagraph", *arguments])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(str(ended.code))
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return called


@pytest.fixture
def starter(tmp_path: Path, call: Call) -> Path:
    done = call("init", "mine")
    assert done.returncode == 0, done.stderr
    return tmp_path / "mine" / "hypotheses" / "waits-for-the-right-site.yaml"


def broken(starter: Path, old: str, new: str) -> Path:
    text = starter.read_text(encoding="utf-8")
    assert old in text
    starter.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return starter


def test_a_new_folder_passes_the_check_and_can_be_diagnosed_with(
    starter: Path, tmp_path: Path
) -> None:
    done = run("check", "mine", "--strict", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No problems." in done.stdout
    library = str(starter.parent)
    done = run("diagnose", "RAJ", "--library", library, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    claims = [
        claim
        for link in json.loads(done.stdout)["links"]
        for claim in link["claims"]
        if claim["local"]
    ]
    assert [claim["hypothesis"] for claim in claims] == ["waits-for-the-right-site"]


def test_init_never_overwrites(starter: Path, call: Call) -> None:
    before = starter.read_bytes()
    done = call("init", "mine")
    assert done.returncode == 15
    assert "mine: exists already; nothing was written" in done.stderr
    assert starter.read_bytes() == before


def test_a_fault_is_shown_with_its_line_and_ends_with_1(
    starter: Path, tmp_path: Path, call: Call
) -> None:
    broken(starter, "effect: i_exitblock", "effect: i_exitblok")
    done = call("check", "mine")
    assert done.returncode == 1
    shown = starter.relative_to(tmp_path)
    assert done.stdout.startswith(
        "error[RCG121]: effect is not in the ontology\n"
        f"  --> {shown}:10:13\n"
        "   |\n"
        "10 |     effect: i_exitblok\n"
        "   |             ^^^^^^^^^^\n"
        "   = found 'i_exitblok', expected an id defined in ontology/\n"
        "   = help: did you mean 'i_exitblock'?\n"
    )
    assert done.stdout.endswith("1 error, 0 warnings.\n")


def test_a_warning_ends_with_1_only_when_that_is_asked_for(
    starter: Path, call: Call
) -> None:
    broken(starter, "strength: moderate", "strength: strong")
    assert call("check", "mine").returncode == 0
    done = call("check", "mine", "--strict", "--format", "concise")
    assert done.returncode == 1
    assert "warning[RCG203]" in done.stdout


@pytest.mark.parametrize("form", ["full", "concise", "json", "github"])
def test_every_format_tells_file_line_and_code(
    starter: Path, call: Call, form: str
) -> None:
    broken(starter, "lag: hours", "lag: hour")
    done = call("check", "mine", "--format", form)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    for part in (starter.name, "12", "RCG105"):
        assert part in done.stdout
    if form == "json":
        (problem,) = json.loads(done.stdout)["problems"]
        assert (problem["line"], problem["column"]) == (12, 10)
    if form == "github":
        assert done.stdout.startswith("::error file=")


def test_output_to_a_file_or_with_no_color_has_no_colour(
    starter: Path, tmp_path: Path
) -> None:
    broken(starter, "lag: hours", "lag: hour")
    assert "\x1b" not in run("check", "mine", folder=tmp_path).stdout
    if sys.platform == "win32":
        pytest.skip("no pseudo-terminal")
    pty = pytest.importorskip("pty")
    command = [sys.executable, "-m", "rcagraph", "check", "mine"]
    for no_color, coloured in (("", True), ("1", False)):
        leader, follower = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": no_color}
        done = subprocess.Popen(command, cwd=tmp_path, stdout=follower, env=environment)
        os.close(follower)
        told = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            told += part
            if not part:
                break
        os.close(leader)
        assert done.wait() == 1
        assert (b"\x1b[1;31m" in told) is coloured


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: &a [*a]\n", "RCG014"),
        (b"!!python/object:os.system {}\n", "RCG015"),
        (b"[" * 99_999, "RCG016"),
        (b"\xff\xfe\x00", "RCG002"),
        (b"", "RCG005"),
    ],
    ids=["alias", "tag", "deep", "binary", "empty"],
)
def test_a_hostile_file_gets_a_code_and_no_traceback(
    tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "bad.yaml").write_bytes(content)
    done = run("check", "bad.yaml", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"error[{code}]" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the name")
def test_a_file_name_that_is_no_text_can_be_told(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"a\xff\x1b[2J.yaml")).write_text("id: [", encoding="utf-8")
    for form in ("full", "json"):
        done = run("check", str(tmp_path), "--format", form, folder=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
        assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "nowhere"], 2, "does not exist"),
        (["check", "--format", "xml"], 2, "is not one of"),
        (["explain", "RCG999"], 13, "unknown code; found 'RCG999'"),
        (["show", "ops_dischrage"], 13, "did you mean 'ops_discharge'?"),
        (["show"], 2, "give one ID, or --select or --exclude"),
        (["init"], 2, "Missing argument"),
    ],
)
def test_wrong_usage_gets_one_message_and_its_code(
    tmp_path: Path, call: Call, arguments: list[str], code: int, said: str
) -> None:
    done = call(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_has_nothing_to_check(call: Call) -> None:
    done = call("check", ".", "--format", "concise")
    assert done.returncode == 1
    assert "error[RCG004]: nothing to check there" in done.stdout


def test_explain_tells_one_code_or_lists_them_all(call: Call) -> None:
    done = call("explain", "rcg203")
    assert done.stdout.startswith("RCG203: Expert prior graded strong\nWhy:")
    listed = call("explain").stdout.splitlines()
    assert len(listed) > 70
    assert all(line.startswith("RCG") for line in listed)


def test_show_prints_local_claims_as_such(
    starter: Path, tmp_path: Path, call: Call
) -> None:
    library = str(starter.parent)
    done = call("show", "str_multisite", "--library", library)
    assert done.returncode == 0
    assert "i_exitblock" in done.stdout
    assert f"{starter}:9, local" in " ".join(done.stdout.split())
    done = run(
        "show", "waits-for-the-right-site", "--library", library, folder=tmp_path
    )
    assert "local hypothesis" in done.stdout
