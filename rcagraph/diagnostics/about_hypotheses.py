"""Codes RCG101 to RCG127: what one hypothesis file says."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.NOT_A_HYPOTHESIS: Explanation(
        title="File is not a hypothesis",
        why="A hypothesis is a mapping of keys (id, title, links ...), not a list.",
        mend="Start from the example that 'rcagraph init' writes.",
    ),
    Code.KEY_MISSING: Explanation(
        title="Key is missing",
        why="Without it the claim cannot be used, or cannot be challenged.",
        mend="Add the key; docs/writing-a-hypothesis.md says what each is for.",
    ),
    Code.KEY_UNKNOWN: Explanation(
        title="Key is not known",
        why="A misspelt key would be ignored, and what it says with it.",
        mend="Correct the spelling, or move the key to where it belongs.",
    ),
    Code.WRONG_TYPE: Explanation(
        title="Value is of the wrong kind",
        why="Text stands where a number, a list or a mapping belongs, or the reverse.",
        mend=(
            "A list takes square brackets or one line with a dash for each part. "
            "Text that looks like a number takes quotes."
        ),
    ),
    Code.WORD_UNKNOWN: Explanation(
        title="Word is not one of those allowed",
        why="Words stand for numbers in ontology/constants.ttl; this one has none.",
        mend="Use one of the words listed.",
    ),
    Code.OUT_OF_RANGE: Explanation(
        title="Number is out of range",
        why="A strength is a probability, above 0 and up to 1; thresholds start at 0.",
        mend="Give a number within the range.",
    ),
    Code.NOT_AN_ID: Explanation(
        title="Not an id",
        why="Ids appear in file names, web addresses and commands.",
        mend="Use small letters, digits, hyphens and underscores; no hyphen in front.",
    ),
    Code.NOTHING_STATED: Explanation(
        title="Text or list is empty",
        why="An empty claim, source or list of links tells a reader nothing.",
        mend="State it, or remove the part that it belongs to.",
    ),
    Code.ID_TWICE_IN_FILE: Explanation(
        title="Test or enquiry id used twice in a file",
        why="Outcomes and answers are recorded by id and could not be told apart.",
        mend="Give the second an id of its own.",
    ),
    Code.ID_TWICE: Explanation(
        title="Hypothesis id used twice in a library",
        why=(
            "Which of the two stands would depend on the order of files. A local "
            "library may replace a shipped hypothesis by its id, but not its own."
        ),
        mend="Give the newer one an id of its own.",
    ),
    Code.NODE_UNKNOWN: Explanation(
        title="Driver, state or symptom is not in the ontology",
        why="A link to nowhere carries no evidence, and a misspelt one goes unnoticed.",
        mend=(
            "Correct the id; docs/reference/ lists them all, and 'rcagraph show' "
            "prints one. A new node is a block in ontology/."
        ),
    ),
    Code.METRIC_UNKNOWN: Explanation(
        title="Metric is not in the ontology",
        why="The test could never be decided.",
        mend="Correct the id; docs/reference/metrics.md lists them all.",
    ),
    Code.SELF_LINK: Explanation(
        title="Link from a node to itself",
        why="Nothing explains itself; the link would only make its own belief grow.",
        mend="Name the state through which the effect comes back, or remove the link.",
    ),
    Code.METRIC_WITHOUT_DIRECTION: Explanation(
        title="Metric has no adverse direction",
        why="A context metric (size, deprivation) is neither good nor bad when high.",
        mend="Use a metric whose polarity is high-is-bad or high-is-good.",
    ),
    Code.COUNT_AGAINST_PEERS: Explanation(
        title="Raw count compared with peers",
        why="A large organisation has more of everything.",
        mend="Use a rate, or compare the count with its own past (lens: baseline).",
    ),
    Code.METRIC_OF_NO_NODE: Explanation(
        title="Effect is a metric that indicates no node",
        why="A claim about a metric is a claim about the node that the metric shows.",
        mend="Name the node, or give the metric rca:indicates in the ontology.",
    ),
    Code.LOOP_UNBREAKABLE: Explanation(
        title="Loop of links that are all marked feedback: false",
        why=(
            "A loop takes time to turn, so one of its links has to act from the "
            "previous quarter; every one of them is forbidden to."
        ),
        mend="Take 'feedback: false' away from the slowest of the links named.",
    ),
    Code.FAULT_TREE: Explanation(
        title="Fault tree that cannot be used",
        why=(
            "Cut sets of a tree that contradicts itself would be wrong without a sign "
            "of it. A document type declaration is refused, since it could make the "
            "reader open other files."
        ),
        mend=(
            "Give Open-PSA XML with named gates over and, or, atleast, not and xor: "
            "one formula for each gate, every name defined once, no circle, and one "
            "top gate, or name it with --top-gate."
        ),
    ),
}
