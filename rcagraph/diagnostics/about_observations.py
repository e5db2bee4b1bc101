"""Codes RCG401 to RCG432: figures, organisations and answers; RCG5xx: names."""

from __future__ import annotations

from collections.abc import Mapping

from rcagraph.diagnostics.code import Code
from rcagraph.diagnostics.explanation import Explanation

EXPLANATIONS: Mapping[Code, Explanation] = {
    Code.NOT_A_TABLE: Explanation(
        title="Not a table of observations",
        why="The file is not CSV text, or a row has more cells than there are columns.",
        mend="Save it as CSV in UTF-8; put cells with commas in quotes.",
    ),
    Code.COLUMN_MISSING: Explanation(
        title="Column is missing",
        why="Every figure needs an organisation, metric, period, unit and source.",
        mend="Add the column; 'rcagraph init' writes a table to start from.",
    ),
    Code.NOT_A_NUMBER: Explanation(
        title="Not a number",
        why="A figure that is misread could accuse the wrong organisation.",
        mend=(
            "Give a plain number: no percent sign, no thousands separator. Leave the "
            "cell empty where the publication has no figure."
        ),
    ),
    Code.NOT_A_DATE: Explanation(
        title="Not a date",
        why="Days and months would be mixed up in other ways of writing them.",
        mend="Write the last day of the period as YYYY-MM-DD.",
    ),
    Code.CELL_EMPTY: Explanation(
        title="Cell is empty",
        why="The figure belongs to no organisation, or to no metric.",
        mend="Fill the cell, or delete the row.",
    ),
    Code.ROW_TWICE: Explanation(
        title="Second figure for the same organisation, metric and period",
        why="Which of the two counts would depend on their order.",
        mend="Keep the later publication.",
    ),
    Code.OBSERVED_METRIC_UNKNOWN: Explanation(
        title="Metric of the table is not in the ontology",
        why="Its figures would be ignored: nobody knows what they show.",
        mend="Correct the id; docs/reference/metrics.md lists them all.",
    ),
    Code.OBSERVED_ORGANISATION_UNKNOWN: Explanation(
        title="Organisation of the table is not known",
        why="It cannot be diagnosed, or be anyone's peer.",
        mend="Use its ODS code of today, or add it to an organisations.csv beside.",
    ),
    Code.UNIT_DIFFERS: Explanation(
        title="Unit differs from that of the metric",
        why="A share given as 0.76 and one given as 76 are a hundredfold apart.",
        mend="Convert the values to the unit of the metric, and name that unit.",
    ),
    Code.NO_OBSERVATIONS: Explanation(
        title="No observations",
        why="There is nothing to weigh.",
        mend="Give a table with at least one value, or a folder with observations.csv.",
    ),
    Code.ANSWER_UNUSABLE: Explanation(
        title="Line of the answers cannot be used",
        why="An answer that is passed over would be asked for again.",
        mend=(
            "Lines are written by 'rcagraph answer' and are not meant to be edited: "
            "take the file from before the edit, or delete the line and record the "
            "answer anew. A correction is a new answer, with --corrects."
        ),
    ),
    Code.REVIEW_UNUSABLE: Explanation(
        title="Review file cannot be used",
        why="A theme without a place in a report, or about nothing known, is hearsay.",
        mend="docs/a-diagnosticians-afternoon.md shows a review file.",
    ),
    Code.ORGANISATION_UNKNOWN: Explanation(
        title="Organisation is not known",
        why="There are no figures under the code given.",
        mend="Use the ODS code of today; a predecessor's message names its successor.",
    ),
    Code.ID_UNKNOWN: Explanation(
        title="Id is not known",
        why="No driver, state, symptom, metric or hypothesis has it.",
        mend="Correct the id; docs/reference/ lists them all.",
    ),
    Code.SELECTION: Explanation(
        title="Selection that cannot be read",
        why="A view of what was not meant would hide findings without saying so.",
        mend=(
            "Look at the place marked. 'a b' is either, 'a,b' both, '!a' all but a; "
            "'2+a' adds two links upstream, 'a+' everything downstream. What can be "
            "chosen: a node (ed-crowding), a pattern (ops_*), a property "
            "(class:structural), a measure (belief>0.6). docs/selecting.md has "
            "them all."
        ),
    ),
    Code.CODE_UNKNOWN: Explanation(
        title="Code is not known",
        why="Codes are RCG and three digits.",
        mend="'rcagraph explain' without a code lists them all.",
    ),
    Code.ENQUIRY_UNKNOWN: Explanation(
        title="Enquiry is not known",
        why="Nobody can tell which question was answered.",
        mend="'rcagraph enquiries' prints the id of each; a node's id will do too.",
    ),
    Code.ANSWER_UNKNOWN: Explanation(
        title="Answer is not known",
        why="A correction has to name what it corrects.",
        mend="'rcagraph enquiries' lists the answers with their ids.",
    ),
    Code.NOT_WRITTEN: Explanation(
        title="Result could not be written",
        why="Earlier results are as they were.",
        mend="Close the file in other programs, or choose another folder with --out.",
    ),
    Code.ALREADY_THERE: Explanation(
        title="Folder exists already",
        why="Nothing that is yours is ever overwritten.",
        mend="Choose another name, or move the folder away.",
    ),
}
