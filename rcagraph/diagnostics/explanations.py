"""Code → explanation, for all codes."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics import (
    about_files,
    about_hypotheses,
    about_library,
    about_observations,
    about_ontology,
    about_publications,
    about_queries,
)
from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

_ALL: Mapping[Code, Explanation] = {
    **about_files.EXPLANATIONS,
    **about_hypotheses.EXPLANATIONS,
    **about_library.EXPLANATIONS,
    **about_ontology.EXPLANATIONS,
    **about_observations.EXPLANATIONS,
    **about_publications.EXPLANATIONS,
    **about_queries.EXPLANATIONS,
}
EXPLANATIONS: Mapping[Code, Explanation] = {code: _ALL[code] for code in Code}
