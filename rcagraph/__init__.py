"""rcagraph: why a health-service organisation underperforms, with the working shown.

The whole public interface is below; everything else may change without notice.
Importing the package loads nothing heavy: names are found when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rcagraph._version import __version__
from rcagraph.errors import RcagraphError

if TYPE_CHECKING:
    from rcagraph.findings.diagnosis import Diagnosis
    from rcagraph.pipeline import (
        Case,
        diagnose,
        diagnose_all,
        read_case,
        write_diagnosis,
    )

_HOMES = {
    "Case": "rcagraph.pipeline",
    "Diagnosis": "rcagraph.findings.diagnosis",
    "diagnose": "rcagraph.pipeline",
    "diagnose_all": "rcagraph.pipeline",
    "read_case": "rcagraph.pipeline",
    "write_diagnosis": "rcagraph.pipeline",
}

__all__ = [
    "Case",
    "Diagnosis",
    "RcagraphError",
    "__version__",
    "diagnose",
    "diagnose_all",
    "read_case",
    "write_diagnosis",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name not in _HOMES:
        msg = f"module 'rcagraph' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)
