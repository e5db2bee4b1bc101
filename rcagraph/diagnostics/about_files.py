"""Codes RCG001 to RCG018: files that cannot be opened, and YAML that is not plain."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.UNREADABLE: Explanation(
        title="File cannot be read",
        why="Nothing that the file says can be used.",
        mend="Check the path, the permissions, and that it is a file and not a folder.",
    ),
    Code.NOT_UTF8: Explanation(
        title="File is not UTF-8 text",
        why=(
            "Letters outside English, pound signs and dashes would be misread. Older "
            "Windows programs save in another encoding."
        ),
        mend="Save it again as UTF-8; in Notepad, 'Save as' has an 'Encoding' list.",
    ),
    Code.TOO_LARGE: Explanation(
        title="File is too large",
        why=(
            "No hypothesis or vocabulary written by hand is that long, so this is "
            "probably another file; reading it could use up the machine's memory."
        ),
        mend="Check that it is the file you meant; split a long one.",
    ),
    Code.NOTHING_THERE: Explanation(
        title="Folder has nothing to check",
        why="A mistyped folder would otherwise look like a library without faults.",
        mend="Name a folder with .yaml hypotheses, .ttl files or observations.csv.",
    ),
    Code.EMPTY_FILE: Explanation(
        title="File is empty",
        why="It claims nothing; usually a save went wrong.",
        mend="Restore its content, or delete it.",
    ),
    Code.CONTROL_CHARACTER: Explanation(
        title="File has a character that text cannot have",
        why=(
            "NUL and other control characters come from broken copies or from binary "
            "files. They can hide text or change a terminal."
        ),
        mend="Delete the character, or restore the file.",
    ),
    Code.INSTALLATION: Explanation(
        title="Installation lacks a folder",
        why="The shipped ontology, hypotheses or figures are not where they should be.",
        mend="Install rcagraph again, or run it from a whole checkout.",
    ),
    Code.YAML_SYNTAX: Explanation(
        title="Not YAML",
        why="The file cannot be taken apart into keys and values.",
        mend=(
            "Look at the marked place and the line above it. Frequent causes: text "
            "with a colon and a space in it (put it in quotes, or on the next line "
            "after '>-'), a quote or bracket that is never closed, and indentation "
            "that does not line up."
        ),
    ),
    Code.TAB: Explanation(
        title="Tab used for indentation",
        why="YAML allows spaces only, since tabs are of different width everywhere.",
        mend="Replace the tab with spaces, two for each level.",
    ),
    Code.KEY_TWICE: Explanation(
        title="Key used twice",
        why=(
            "Only one of the two values could be used, and most readers take the last "
            "without a word."
        ),
        mend="Keep one. For two links or tests, start the second with a dash.",
    ),
    Code.YAML_ALIAS: Explanation(
        title="Alias or anchor",
        why=(
            "Text that stands for other text ('&name', '*name') can swell a small "
            "file without limit, and hides from a reader what is claimed."
        ),
        mend="Write the value out. Put text that begins with & or * in quotes.",
    ),
    Code.YAML_TAG: Explanation(
        title="Tag",
        why="Tags ('!name') tell programs to build objects: a way in for attackers.",
        mend="Remove the tag. Put text that begins with ! in quotes.",
    ),
    Code.TOO_DEEP: Explanation(
        title="Nested too deeply",
        why="A hypothesis is four levels deep; this is broken, or meant to break.",
        mend="Check the brackets and the indentation.",
    ),
    Code.SEVERAL_DOCUMENTS: Explanation(
        title="More than one document in a file",
        why="A file holds one hypothesis, so that its name leads to the claim.",
        mend="Move what follows the line '---' to a file of its own.",
    ),
    Code.KEY_NOT_TEXT: Explanation(
        title="Key is not a word",
        why="A list or mapping cannot be the name of something.",
        mend="Write a single word before the colon.",
    ),
}
