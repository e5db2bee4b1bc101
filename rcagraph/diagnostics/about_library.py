"""Codes RCG201 to RCG225: claims, tests, and what can be reached."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.SOURCE_MISSING: Explanation(
        title="Link without a source",
        why="A reader has to be able to follow every claim back, and to challenge it.",
        mend=(
            "Give the web address of what supports the claim. If there is none, say "
            "so: 'source: expert prior' with 'evidence: expert-prior'."
        ),
    ),
    Code.SOURCE_CONTRADICTS: Explanation(
        title="Evidence class and source contradict each other",
        why=(
            "'measured' and 'published' promise something that can be looked up, and "
            "'diagnose --without expert-prior' relies on the class being true."
        ),
        mend="Give the address of the publication, or set 'evidence: expert-prior'.",
    ),
    Code.STRONG_PRIOR: Explanation(
        title="Expert prior graded strong",
        why=(
            "What rests on judgement alone should not outweigh what has been "
            "measured. Definitional links are exempt: they are true by arithmetic."
        ),
        mend="Grade it moderate or weak, or find a source.",
    ),
    Code.LINK_TWICE: Explanation(
        title="Same link twice, from the same source",
        why="Only the stronger of the two counts; no reader can tell which is meant.",
        mend="Merge them. A second source for the same link is welcome.",
    ),
    Code.ROOT_CAUSE_NOT_DRIVER: Explanation(
        title="Root cause is not a driver",
        why="Contributions are traced back to drivers; other nodes lie between.",
        mend="Name the driver behind it.",
    ),
    Code.TEST_EVEN: Explanation(
        title="Test is as likely to hold either way",
        why="if_true and if_false are the same, so its outcome moves no belief.",
        mend="Change the words to what would be expected, or remove the test.",
    ),
    Code.TEST_REPEATS: Explanation(
        title="Test repeats what its metrics already show",
        why=(
            "Every metric in it indicates the node that it bears on. Their readings "
            "weigh on that node already, so the test counts them twice."
        ),
        mend=(
            "Expect something that only this explanation predicts: a metric of "
            "another node, or one that a rival explanation would move."
        ),
    ),
    Code.TEST_WITHOUT_DATA: Explanation(
        title="Test needs a metric without figures",
        why="It cannot be decided for any organisation in these observations.",
        mend="Supply the figures, or use a metric that has some.",
    ),
    Code.ENQUIRY_EVEN: Explanation(
        title="Answer to an enquiry is as likely either way",
        why="if_true and if_false are the same, so asking would settle nothing.",
        mend="Change the words, or ask what would tell the two cases apart.",
    ),
    Code.NOTHING_TO_ASK: Explanation(
        title="Hypothesis without test or enquiry",
        why="Nothing could ever speak for or against it.",
        mend="Say what should be seen if it is true, or what to ask and whom.",
    ),
    Code.TEST_ON_ROLLING: Explanation(
        title="Test asks a rolling metric about its own past",
        why=(
            "Each of its figures covers more time than lies between two of them, so "
            "neighbours share most of what they count. They are no independent points: "
            "limits would be far too narrow, and a movement would show late and "
            "smeared. Such a metric has no baseline, and the test can never be decided."
        ),
        mend=(
            "Expect it against peers or the standard, or use the monthly or quarterly "
            "metric that it is made from. 'rcagraph show METRIC' says if it is."
        ),
    ),
    Code.DRIVER_UNLINKED: Explanation(
        title="Driver that no hypothesis links",
        why="It can never be found, however much it matters.",
        mend="Claim a link from it in a hypothesis.",
    ),
    Code.DRIVER_WITHOUT_SYMPTOM: Explanation(
        title="Driver that leads to no symptom",
        why="Nothing that is observed could be traced back to it.",
        mend="Add the link that is missing on the way to a symptom.",
    ),
    Code.DRIVER_WITHOUT_ENQUIRY: Explanation(
        title="Driver without an enquiry",
        why="Where the figures cannot decide, nobody would know what to ask.",
        mend="Add an enquiry about it to the hypothesis that links it.",
    ),
    Code.SYMPTOM_UNREACHED: Explanation(
        title="Symptom that its root causes do not reach",
        why="The hypothesis claims to explain the symptom, but no chain of links does.",
        mend="Add the link that is missing, or take the symptom out of the list.",
    ),
    Code.LOOP_OPEN: Explanation(
        title="Named loop that the links do not close",
        why="The ontology names a loop that the tool can then never find turning.",
        mend="Claim the missing link in a hypothesis, or correct ontology/loops.ttl.",
    ),
}
