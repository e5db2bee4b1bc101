"""The interactive graph: pyvis's copy of vis-network in a page of our own.

Only the library is taken from pyvis. The page that pyvis itself writes asks other
hosts for style sheets, runs script hidden in titles and takes half a minute to lay
300 nodes out; this one makes no request, and its places are computed beforehand.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from rcagraph.errors import OutputError, Problem
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.outputs.graph_data import graph_data
from rcagraph.outputs.pages import json_block, read_template, render_page
from rcagraph.outputs.wording import ATTRIBUTION, publishers


def graph_html(diagnosis: Diagnosis, selection: str = "") -> str:
    """Render the graph as one page, opened on a selection or the most severe symptom.

    Args:
        diagnosis: what was concluded; the page holds all of its graph.
        selection: what it opens with; sound, since the page can only report faults.

    Raises:
        OutputError: pyvis is not installed, or without its script library.
    """
    return render_page(
        "graph.html.j2",
        style=read_template("graph.css"),
        scripts=[
            _vis_network(),
            read_template("selection.js"),
            read_template("graph.js"),
        ],
        diagnosis=diagnosis,
        data=json_block(graph_data(diagnosis, selection)),
        attribution=ATTRIBUTION,
        publishers=publishers(diagnosis),
    )


@cache
def _vis_network() -> str:
    """Return vis-network as pyvis ships it.

    The files are found without importing pyvis, which would import IPython: 0.01 s
    instead of 0.3 s.
    """
    spec = find_spec("pyvis")
    folders = spec.submodule_search_locations if spec else None
    found = [
        script
        for folder in folders or ()
        for script in Path(folder).glob("lib/vis-*/vis-network.min.js")
    ]
    if not found:
        raise OutputError(
            Problem(
                message="the graph view needs the script library that pyvis ships",
                expected="an installed pyvis with lib/vis-*/vis-network.min.js",
            )
        )
    return max(found, key=_version).read_text(encoding="utf-8")


def _version(script: Path) -> tuple[int, ...]:
    numbers = script.parent.name.removeprefix("vis-").split(".")
    return tuple(int(each) if each.isdigit() else 0 for each in numbers)
