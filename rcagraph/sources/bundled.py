"""Where the data that comes with rcagraph is: in the wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

from rcagraph.diagnostics.code import Code
from rcagraph.errors import (
    HypothesesError,
    ObservationsError,
    OntologyError,
    Problem,
    RcagraphError,
)

_PACKAGE = Path(__file__).resolve().parents[1]
# The wheel carries the folders inside the package; a checkout has them beside it.
_HOMES = (_PACKAGE / "_data", _PACKAGE.parent)


def ontology_folder() -> Path:
    """Return the folder of the shipped Turtle files.

    Raises:
        OntologyError: the installation lacks it.
    """
    return _find("ontology", "*.ttl", OntologyError)


def hypotheses_folder() -> Path:
    """Return the folder of the shipped hypothesis files.

    Raises:
        HypothesesError: the installation lacks it.
    """
    return _find("hypotheses", "**/*.yaml", HypothesesError)


def examples_folder() -> Path:
    """Return the folder of the shipped examples, one subfolder each.

    Raises:
        ObservationsError: the installation lacks it.
    """
    return _find("examples", "*", ObservationsError)


def _find(name: str, holds: str, error: type[RcagraphError]) -> Path:
    for home in _HOMES:
        folder = home / name
        if folder.is_dir() and any(folder.glob(holds)):
            return folder
    problem = Problem(
        message=f"the {name} folder that comes with rcagraph is missing",
        expected=" or ".join(str(home / name) for home in _HOMES),
        code=Code.INSTALLATION,
    )
    raise error(problem)
