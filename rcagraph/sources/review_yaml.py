"""Review files: one earlier report and its themes, written by hand as YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rcagraph.answers.review import Review, Theme
from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, did_you_mean
from rcagraph.sources.model_problems import model_problems
from rcagraph.sources.yaml_places import PlacedYaml, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def read_review(path: Path, nodes: Collection[str]) -> Review:
    """Read a review file.

    Args:
        path: the file.
        nodes: ids that a theme may be about.

    Raises:
        ObservationsError: it cannot be used; everything wrong is named with its line.
    """
    from pydantic import ValidationError

    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(
            file=file,
            message="the review cannot be read",
            found=str(error),
            expected="YAML text in UTF-8",
            code=Code.UNREADABLE,
        )
        raise ObservationsError(problem) from error
    placed = parse_yaml(text.replace("\r\n", "\n").replace("\r", "\n"), file)
    if placed.problems:
        raise ObservationsError(placed.problems)
    try:
        review = Review.model_validate(placed.data)
    except ValidationError as error:
        known = [*Review.model_fields, *Theme.model_fields]
        code = Code.REVIEW_UNUSABLE
        raise ObservationsError(
            model_problems(error, file, placed.line_of, code, known)
        ) from error
    if problems := list(_themes_at_fault(review, placed, file, nodes)):
        raise ObservationsError(problems)
    return review


def _themes_at_fault(
    review: Review, placed: PlacedYaml, file: str, nodes: Collection[str]
) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, theme in enumerate(review.themes):
        line = placed.line_of(("themes", index, "about"))
        if theme.about not in nodes:
            yield Problem(
                file=file,
                line=line,
                message="the theme is about a node that is not in the ontology",
                found=repr(theme.about),
                expected="the id of a driver or state; docs/reference/ lists them",
                hint=did_you_mean(theme.about, nodes),
                code=Code.REVIEW_UNUSABLE,
            )
        elif first.setdefault(theme.about, line) != line:
            yield Problem(
                file=file,
                line=line,
                message=f"a second theme about {theme.about}",
                expected=f"one; the first is on line {first[theme.about]}",
                code=Code.REVIEW_UNUSABLE,
            )
