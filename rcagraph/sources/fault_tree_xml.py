"""Fault trees in Open-PSA XML: gates over basic events.

Read are named gates with ``and``, ``or``, ``atleast``, ``not`` and ``xor``, nested or
not, basic events, house events and constants (Open-PSA Model Exchange Format 2.0d,
section 4). Numbers of probability models are passed over. A document type declaration
is refused, so no entity is ever expanded and nothing else is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from xml.parsers import expat

from rcagraph.diagnostics.code import Code
from rcagraph.errors import HypothesesError, Problem, did_you_mean
from rcagraph.findings.cut_sets import FaultTree, Gate, GateKind

_LEAVES = {"gate", "basic-event", "house-event", "event", "constant"}
_EXPECTED = "and, or, atleast, not, xor, or the name of a gate or event"


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    line: int
    children: list[_Element] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.attributes.get("name", "")

    def under(self, tag: str) -> Iterator[_Element]:
        waiting = [self]
        while waiting:
            each = waiting.pop()
            waiting += reversed(each.children)
            if each.tag == tag:
                yield each


def read_fault_tree(path: Path, *, top: str = "") -> FaultTree:
    """Read a fault tree.

    Args:
        path: an Open-PSA file.
        top: the gate to ask about; by default the only one that no other gate uses.

    Raises:
        HypothesesError: the file is none, or contradicts itself; all is listed.
    """
    shown = path.name
    try:
        root = _parse(path.read_bytes())
    except OSError as error:
        raise HypothesesError(
            Problem(
                file=str(path),
                message="the fault tree cannot be read",
                found=error.strerror or str(error),
                code=Code.UNREADABLE,
            )
        ) from error
    except expat.ExpatError as error:
        raise HypothesesError(
            Problem(
                file=shown,
                line=error.lineno,
                message="the fault tree is not well-formed XML",
                found=expat.ErrorString(error.code),
                code=Code.FAULT_TREE,
            )
        ) from error
    except _RefusedError as error:
        raise HypothesesError(
            Problem(
                file=shown,
                line=error.line,
                message="a document type declaration is not read",
                expected="a file without DOCTYPE and entities",
                code=Code.FAULT_TREE,
            )
        ) from error
    return _Reader(shown).tree(root, top)


class _RefusedError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _parse(content: bytes) -> _Element:
    parser = expat.ParserCreate()
    root = _Element("", {}, 0)
    open_elements = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = _Element(tag, attributes, parser.CurrentLineNumber)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def refuse(*_: object) -> None:
        raise _RefusedError(parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)  # noqa: FBT003 - a positional flag of expat
    return root


class _Reader:
    """One file: its gates as they are found, and what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.gates: dict[str, Gate] = {}
        self.lines: dict[str, int] = {}
        self.constants: dict[str, bool] = {}
        self.used: dict[str, _Element] = {}

    def tree(self, root: _Element, top: str) -> FaultTree:
        defined = list(root.under("define-gate"))
        trees = list(root.under("define-fault-tree"))
        if not defined:
            self._problem(None, "the file defines no gate", expected="define-gate")
        self._refuse_repeated(root)
        self._read_constants(root)
        for each in defined:
            self._read_gate(each)
        declared = {each.name for each in root.under("define-basic-event")}
        chosen = self._top([each.name for each in defined], top)
        if not self.problems:
            self._refuse_unknown()
            self._refuse_cycles()
        if self.problems:
            raise HypothesesError(self.problems)
        loose = {name for name, use in self.used.items() if use.tag != "gate"}
        known = self.gates.keys() | self.constants.keys()
        return FaultTree(
            name=trees[0].name if trees else self.file,
            top=chosen,
            gates=dict(sorted(self.gates.items())),
            events=tuple(sorted((declared | loose) - known)),
            constants=dict(sorted(self.constants.items())),
        )

    def _problem(self, at: _Element | None, message: str, **said: str) -> None:
        line = at.line if at else None
        self.problems.append(
            Problem(
                file=self.file,
                line=line,
                message=message,
                code=Code.FAULT_TREE,
                **said,  # type: ignore[arg-type]
            )
        )

    def _refuse_repeated(self, root: _Element) -> None:
        defining = ("define-gate", "define-basic-event", "define-house-event")
        everything = [each for tag in defining for each in root.under(tag)]
        times = Counter(each.name for each in everything)
        for each in everything:
            if not each.name:
                self._problem(each, f"{each.tag} has no name")
            elif times[each.name] > 1:
                self._problem(each, "defined more than once", found=each.name)
                times[each.name] = 1

    def _read_constants(self, root: _Element) -> None:
        for event in root.under("define-house-event"):
            stated = [each.attributes.get("value") for each in event.under("constant")]
            self.constants[event.name] = stated == ["true"]

    def _read_gate(self, gate: _Element) -> None:
        self.lines[gate.name] = gate.line
        passed_over = {"label", "attributes"}
        formulas = [each for each in gate.children if each.tag not in passed_over]
        if len(formulas) != 1:
            self._problem(
                gate,
                f"gate {gate.name} has {len(formulas)} formulas",
                expected="one formula",
            )
            return
        self._formula(formulas[0], gate.name)

    def _formula(self, root: _Element, name: str) -> None:
        """Enter a formula under a name, and those nested in it under names below."""
        waiting = [(root, name)]
        while waiting:
            formula, called = waiting.pop()
            nested = [formula] if formula.tag in _LEAVES else formula.children
            inputs = []
            for place, each in enumerate(nested, start=1):
                if each.tag in _LEAVES:
                    inputs.append(self._leaf(each))
                else:
                    inputs.append(f"{called}.{place}")
                    waiting.append((each, f"{called}.{place}"))
            self.gates[called] = self._gate(formula, tuple(inputs))

    def _leaf(self, leaf: _Element) -> str:
        if leaf.tag == "constant":
            value = leaf.attributes.get("value", "")
            self.constants[f"constant {value}"] = value == "true"
            return f"constant {value}"
        if not leaf.name:
            self._problem(leaf, f"{leaf.tag} has no name")
        self.used.setdefault(leaf.name, leaf)
        return leaf.name

    def _gate(self, formula: _Element, inputs: tuple[str, ...]) -> Gate:
        if formula.tag in _LEAVES:  # another name for the same thing
            return Gate(kind=GateKind.OR, inputs=inputs)
        if formula.tag not in list(GateKind):
            self._problem(
                formula, "unknown formula", found=formula.tag, expected=_EXPECTED
            )
            return Gate(kind=GateKind.OR, inputs=inputs)
        kind = GateKind(formula.tag)
        fewest = 0
        if not inputs or (kind is GateKind.NOT and len(inputs) > 1):
            found = f"{len(inputs)} inputs"
            self._problem(
                formula, f"{kind} has the wrong number of inputs", found=found
            )
        if kind is GateKind.AT_LEAST:
            stated = formula.attributes.get("min", "")
            fewest = int(stated) if stated.isdecimal() else 0
            if not 1 <= fewest <= len(inputs):
                self._problem(
                    formula,
                    "atleast asks for an impossible number",
                    found=repr(stated),
                    expected=f"1 to {len(inputs)}",
                )
        return Gate(kind=kind, inputs=inputs, at_least=fewest)

    def _top(self, named: list[str], asked: str) -> str:
        if asked:
            if asked not in named:
                hint = did_you_mean(asked, named)
                self._problem(None, "unknown gate", found=repr(asked), hint=hint)
            return asked
        tops = [name for name in named if name not in self.used]
        if named and len(tops) != 1 and not self.problems:
            found = ", ".join(sorted(tops)[:5]) or "none"
            self._problem(
                None,
                "no single top gate",
                found=found,
                expected="one gate that no other uses, or a gate named as the top",
            )
        return tops[0] if tops else ""

    def _refuse_unknown(self) -> None:
        for name, use in sorted(self.used.items()):
            if use.tag == "gate" and name not in self.gates:
                hint = did_you_mean(name, self.gates)
                self._problem(use, "unknown gate", found=repr(name), hint=hint)

    def _refuse_cycles(self) -> None:
        uses = {
            name: [each for each in gate.inputs if each in self.gates]
            for name, gate in self.gates.items()
        }
        try:
            TopologicalSorter(uses).prepare()
        except CycleError as error:
            round_trip = error.args[1]
            line = min(
                (self.lines[e] for e in round_trip if e in self.lines), default=1
            )
            self.problems.append(
                Problem(
                    file=self.file,
                    line=line,
                    message="gates depend on each other in a circle",
                    found=" → ".join(reversed(round_trip)),
                    code=Code.FAULT_TREE,
                )
            )
