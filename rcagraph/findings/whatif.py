"""What becomes of an organisation's symptoms if a driver went, or came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.findings.model import Inferred, Model
from rcagraph.inference.whatif import what_if
from rcagraph.observations.organisation import Organisation
from rcagraph.vocabulary.terms import Node, NodeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomChange:
    """Belief in a symptom as things are, and with the drivers set.

    Attributes:
        severity: 0 to 1; 0 also where the symptom has no figures of its own.
        exact: whether ``after`` is; otherwise counted over drawn worlds, to about 0.02.
    """

    node: Node
    severity: float
    before: float
    after: float
    exact: bool

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNode:
    """A driver or state set by hand, and how far it was believed before."""

    node: Node
    belief: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfFinding:
    """The answer to one what-if.

    Attributes:
        without, present: nodes set absent and present.
        symptoms: all of them, the largest change first, then by id.
        burden_before, burden_after: severity times belief, summed over symptoms.
    """

    organisation: Organisation
    as_of: date
    without: tuple[SetNode, ...]
    present: tuple[SetNode, ...]
    symptoms: tuple[SymptomChange, ...]
    burden_before: float
    burden_after: float


def find_what_if(  # noqa: PLR0913
    model: Model,
    organisation: Organisation,
    as_of: date,
    inferred: Inferred,
    row: int,
    *,
    without: Sequence[str],
    present: Sequence[str],
) -> WhatIfFinding:
    """Set drivers or states by hand and return what becomes of every symptom.

    The evidence of the organisation in a row is held, and so is what the past has
    made of its drivers; feedback links act from the quarter before.

    Raises:
        UnknownNameError: a name is no driver or state of the graph, or is given as
            absent and present at once; all such names are listed.
    """
    check_names(model.graph.nodes, without, present)
    symptoms = model.graph.of_kind(NodeKind.SYMPTOM)
    place = model.network.position
    found = what_if(
        inferred.network_of(row),
        inferred.weights[row],
        absent=[place(each) for each in without],
        present=[place(each) for each in present],
        targets=[place(each.id) for each in symptoms],
        previous=inferred.previous_of(row),
        plan=model.plan,
    )
    severity = inferred.severity[row, found.targets]
    changes = [
        SymptomChange(
            node=node,
            severity=float(severity[at]),
            before=float(found.before[at]),
            after=float(found.after[at]),
            exact=bool(found.exact[at]),
        )
        for at, node in enumerate(symptoms)
    ]
    return WhatIfFinding(
        organisation=organisation,
        as_of=as_of,
        without=_set(model, inferred, row, without),
        present=_set(model, inferred, row, present),
        symptoms=tuple(
            sorted(changes, key=lambda c: (-abs(round(c.change, 9)), c.node.id))
        ),
        burden_before=float(np.dot(severity, found.before)),
        burden_after=float(np.dot(severity, found.after)),
    )


def _set(
    model: Model, inferred: Inferred, row: int, names: Sequence[str]
) -> tuple[SetNode, ...]:
    beliefs = inferred.posterior.beliefs[row]
    return tuple(
        SetNode(
            node=model.graph.nodes[name],
            belief=float(beliefs[model.network.position(name)]),
        )
        for name in names
    )


def check_names(
    nodes: Mapping[str, Node], without: Sequence[str], present: Sequence[str]
) -> None:
    """Refuse names that cannot be set, all at once."""
    known = [name for name, node in nodes.items() if node.kind is not NodeKind.SYMPTOM]
    problems = [
        Problem(
            message="unknown driver or state",
            found=repr(name),
            expected="the id of a driver or state of the causal graph",
            hint=did_you_mean(name, known),
            code=Code.ID_UNKNOWN,
        )
        for name in dict.fromkeys((*without, *present))
        if name not in known
    ]
    problems += [
        Problem(
            message="cannot be absent and present at once",
            found=repr(name),
            expected="each name under --without or under --with",
            code=Code.ID_UNKNOWN,
        )
        for name in dict.fromkeys(without)
        if name in present and name in known
    ]
    if problems:
        raise UnknownNameError(problems)
