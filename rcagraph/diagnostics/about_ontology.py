"""Codes RCG301 to RCG331: the Turtle files."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.TURTLE_SYNTAX: Explanation(
        title="Not Turtle",
        why="The file cannot be taken apart into statements.",
        mend=(
            "Look at the marked line and the end of the one above it: a block ends "
            "with a full stop, its other lines with a semicolon, and text takes quotes."
        ),
    ),
    Code.TERM_TWICE: Explanation(
        title="Term described twice",
        why="Two blocks for one id can contradict each other without anyone noticing.",
        mend="Merge the blocks, or give the second an id of its own.",
    ),
    Code.NAME_UNDECLARED: Explanation(
        title="Name that no Turtle file declares",
        why="A misspelt property or id would be passed over in silence.",
        mend="Correct the spelling, or declare the term in ontology/rcagraph.ttl.",
    ),
    Code.LABEL_SHARED: Explanation(
        title="Label or official id of two terms",
        why="A reader of the report could not tell the two apart.",
        mend="Word one of the labels differently.",
    ),
    Code.PROPERTY_MISSING: Explanation(
        title="Property is missing or empty",
        why="A term has to say what the neighbouring terms say, or it cannot be used.",
        mend="Add the property to the block.",
    ),
    Code.PROPERTY_TWICE: Explanation(
        title="Property stated more than once",
        why="It is not clear which value counts.",
        mend="Keep one of the values.",
    ),
    Code.PROPERTY_WORD: Explanation(
        title="Word that the property cannot have",
        why="The tool knows a few words here and would have to guess at others.",
        mend="Use one of the words listed.",
    ),
    Code.PROPERTY_NUMBER: Explanation(
        title="Not a number within range",
        why="A probability, reliability or duration outside its range has no meaning.",
        mend="Give a number within the range.",
    ),
    Code.PROPERTY_DATE: Explanation(
        title="Not a date",
        why="Standards and events hold from one day to another.",
        mend="Write year, month and day, as in 2025-04-01.",
    ),
    Code.REFERENCE_UNKNOWN: Explanation(
        title="Points to a term that is not there",
        why="The domain, publication, standard or node that is meant cannot be found.",
        mend="Correct the id, or add the term.",
    ),
    Code.NOTATION_DIFFERS: Explanation(
        title="Notation differs from the id",
        why="skos:notation of a node is its id; two spellings would go their own ways.",
        mend="Make them the same.",
    ),
    Code.CONTEXT_INDICATES: Explanation(
        title="Context metric said to indicate a node",
        why="A metric that is neither good nor bad when high is evidence of nothing.",
        mend="Give it a polarity, or remove rca:indicates and rca:reliability.",
    ),
    Code.ENDS_BEFORE_START: Explanation(
        title="Ends before it starts",
        why="The standard or event would never apply.",
        mend="Correct one of the dates.",
    ),
    Code.NOT_A_LOOP: Explanation(
        title="Not a loop",
        why="A loop goes through two or more nodes, each of them once.",
        mend="List the nodes in causal order; the last leads back to the first.",
    ),
    Code.VERSION_UNKNOWN: Explanation(
        title="Version cannot be told",
        why="Every report names the version of the ontology that it was made with.",
        mend="Keep one owl:Ontology with owl:versionInfo, in rcagraph.ttl.",
    ),
    Code.CONSTANT_MISSING: Explanation(
        title="Word that stands for no number",
        why="Hypothesis files use the word; without its number nothing is inferred.",
        mend="Add the term to ontology/constants.ttl.",
    ),
    Code.CONSTANTS_CONTRADICT: Explanation(
        title="Constants contradict each other",
        why="A belief could be both confirmed and refuted.",
        mend="Keep rca:refuted below rca:confirmed.",
    ),
    Code.POLARITY_MISSING: Explanation(
        title="Metric without polarity",
        why="Without it nobody can say whether a high figure is good or bad.",
        mend='Add rca:polarity "high-is-bad", "high-is-good" or "context".',
    ),
    Code.OFFER_WITHOUT_AIM: Explanation(
        title="Offer that addresses nothing",
        why="No plan could ever propose it.",
        mend="Say what it puts right, with rca:addresses or rca:relieves.",
    ),
    Code.MONTHS_REVERSED: Explanation(
        title="Most months to effect are fewer than fewest",
        why="A plan could not say when the offer should show.",
        mend="Exchange the two numbers, or correct one.",
    ),
    Code.SHAPE_VIOLATED: Explanation(
        title="Term does not have the shape of its kind",
        why="The SHACL shapes say what each kind of term states; this one does not.",
        mend="Compare the block with its neighbours in the same file.",
    ),
}
