"""The report of a diagnosis: one accessible page that makes no request."""

from __future__ import annotations

from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.loops import LONGEST
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.outputs.answered_text import accepted_words, not_accepted, told_moves
from rcagraph.outputs.driver_diagram import driver_diagram
from rcagraph.outputs.pages import read_template, render_page
from rcagraph.outputs.report_view import (
    TOP,
    class_views,
    driver_views,
    metric_views,
    symptom_views,
    test_rows,
    unexplained_bar,
)
from rcagraph.outputs.summary import summary
from rcagraph.outputs.view_words import left_out
from rcagraph.outputs.wording import (
    ATTRIBUTION,
    SIGNS,
    publishers,
    shown_contributions,
)


def report_html(diagnosis: Diagnosis, view: View = EVERYTHING) -> str:
    """Render the report: for a chief executive first, for an analyst after.

    Every sentence of evidence links to the row of its metric, and every row names
    the publication and the line of the observations file. A view narrows symptoms,
    drivers, loops and enquiries; what it leaves out is told, and the analyst's part
    is whole.
    """
    _, unexplained = shown_contributions(diagnosis)
    return render_page(
        "report.html.j2",
        style=read_template("report.css"),
        scripts=[read_template("report.js")],
        diagnosis=diagnosis,
        labels={name: node.label for name, node in diagnosis.ontology.nodes.items()},
        summary=summary(diagnosis).parts(),
        left_out=left_out(diagnosis, view),
        symptoms=symptom_views(diagnosis, view),
        classes=class_views(diagnosis),
        drivers=driver_views(diagnosis, view),
        loops=view.loops(diagnosis),
        enquiries=view.enquiries(diagnosis),
        top=TOP,
        unexplained=unexplained,
        unexplained_bar=unexplained_bar(diagnosis),
        diagram=driver_diagram(diagnosis, view),
        metrics=metric_views(diagnosis),
        test_rows=test_rows(diagnosis),
        attribution=ATTRIBUTION,
        signs=SIGNS,
        publishers=publishers(diagnosis),
        longest_loop=LONGEST,
        accepted_words=accepted_words,
        told_moves=told_moves,
        single_answers=not_accepted(diagnosis.answered),
    )
