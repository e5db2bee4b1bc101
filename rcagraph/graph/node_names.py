"""Nodes by the names that people type."""

from __future__ import annotations

from rcagraph.diagnostics.code import Code
from rcagraph.errors import Problem, UnknownNameError, did_you_mean
from rcagraph.graph.causal_graph import CausalGraph


def find_node(graph: CausalGraph, name: str) -> str:
    """Return the id that a name stands for.

    Ids may be given without their kind, in capitals, with hyphens or spaces:
    ``ed-crowding`` is ``s_edcrowding`` where no other id ends so. Labels will do too.

    Raises:
        UnknownNameError: no node has that name, or several have.
    """
    if name in graph.nodes:
        return name
    wanted = bare_name(name)
    by_id = [node for node in graph.nodes if bare_name(node) == wanted]
    by_end = [
        node for node in graph.nodes if bare_name(node.partition("_")[2]) == wanted
    ]
    by_label = [
        each.id for each in graph.nodes.values() if bare_name(each.label) == wanted
    ]
    for found in (by_id, by_end, by_label) if wanted else ():
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownNameError(
                Problem(
                    message="ambiguous node",
                    found=repr(name),
                    expected=f"one of {', '.join(sorted(found))}",
                    code=Code.ID_UNKNOWN,
                )
            )
    ends = {node.partition("_")[2]: node for node in reversed(list(graph.nodes))}
    hint = did_you_mean(name, graph.nodes) or ends.get(did_you_mean(wanted, ends), "")
    raise UnknownNameError(
        Problem(
            message="unknown node",
            found=repr(name),
            expected="the id of a driver, state or symptom",
            hint=hint,
            code=Code.ID_UNKNOWN,
        )
    )


def bare_name(name: str) -> str:
    """Return the letters and digits of a name, all small.

    >>> bare_name("ED-crowding")
    'edcrowding'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())
