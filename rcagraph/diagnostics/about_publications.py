"""Codes RCG421 to RCG425: what publishers issue, and the workspace it is read into."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.PUBLICATION_UNKNOWN: Explanation(
        title="File in which no publication is recognised",
        why=(
            "Files are told apart by what they contain. Figures of a file that is "
            "taken for another publication would be filed under the wrong metrics."
        ),
        mend=(
            "Check that it is the provider-level file that the publisher issued, whole "
            "and unedited. The lines that begin 'if this is' say what it lacks to be "
            "its nearest kin; docs/adding-a-publication.md tells how to add a new one."
        ),
    ),
    Code.PUBLICATION_UNREADABLE: Explanation(
        title="Publisher's file that cannot be opened",
        why="Nothing in it can be read, so none of its figures is held.",
        mend=(
            "Fetch it again: a download cut short, a password or an error page saved "
            "under the file's name are the usual causes. An archive holds one file."
        ),
    ),
    Code.PUBLICATION_LAYOUT: Explanation(
        title="Publication laid out in another way",
        why=(
            "Publishers rename columns and move headers. Figures are read only "
            "where the reader knows what stands there, and never by position alone."
        ),
        mend=(
            "Compare the sheet and row named with an earlier issue. If the "
            "publisher has changed the layout, its reader has to learn it "
            "(docs/adding-a-publication.md); what could be read is held."
        ),
    ),
    Code.FIGURE_REFUSED: Explanation(
        title="Figure of a publication that is refused or in doubt",
        why=(
            "A cell that is no number, a share above 100, a second figure for the "
            "same thing, a code nobody knows, or a national total that is not the "
            "sum of its rows: to take it silently could accuse the wrong "
            "organisation."
        ),
        mend=(
            "Look at the cell named. The other figures of the file are held; a "
            "mistake of the publisher's is mended by its next revision, which "
            "supersedes."
        ),
    ),
    Code.WORKSPACE_UNUSABLE: Explanation(
        title="Workspace that cannot be used",
        why=(
            "A workspace is a folder with a manifest and the figures that it lists. "
            "Without all of them, what is in force cannot be told."
        ),
        mend=(
            "Name a new folder, or one that 'rcagraph ingest' wrote; let another "
            "ingest finish first. If parts are missing or damaged, ingest the files "
            "again into a new one: the same files give the same workspace."
        ),
    ),
}
