"""The only meeting of shell and core: read all, decide, write all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from rcagraph._version import __version__
from rcagraph.answers.book import AnswerBook
from rcagraph.diagnostics.code import Code
from rcagraph.errors import ObservationsError, Problem, UnknownNameError, did_you_mean
from rcagraph.evidence.answers import with_answers
from rcagraph.evidence.first_cause import first_causes
from rcagraph.evidence.history import EvidenceHistory, weigh_history
from rcagraph.evidence.records import OrganisationEvidence
from rcagraph.evidence.weigh import weigh
from rcagraph.findings.diagnose import diagnose_organisation
from rcagraph.findings.diagnosis import Diagnosis
from rcagraph.findings.model import Inferred, Model, infer_all
from rcagraph.findings.standing import Standing
from rcagraph.findings.view import EVERYTHING, View
from rcagraph.graph.build import build_graph
from rcagraph.observations.checks import table_problems
from rcagraph.observations.organisation import Organisation
from rcagraph.observations.source import SourceCopy
from rcagraph.observations.table import ObservationTable
from rcagraph.sources.answers_jsonl import read_answers
from rcagraph.sources.bundled import hypotheses_folder, ontology_folder
from rcagraph.sources.figures import beside, observations_file, read_figures
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.sources.ontology_ttl import read_ontology
from rcagraph.sources.organisations_csv import read_organisations
from rcagraph.vocabulary.terms import Ontology


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a run reads: figures, organisations, and the model of causes.

    Attributes:
        sources, file: where the observations come from, as ``Figures`` says it.
    """

    model: Model
    organisations: tuple[Organisation, ...]
    observations: ObservationTable
    sources: tuple[SourceCopy, ...] = ()
    file: str = ""
    answers: AnswerBook = field(default_factory=AnswerBook)

    @cached_property
    def by_code(self) -> dict[str, Organisation]:
        """Code → organisation."""
        return {each.code: each for each in self.organisations}

    def organisation(self, code: str) -> Organisation:
        """Return an organisation by its code, in capitals or not.

        Raises:
            UnknownNameError: no organisation of the run has the code; if a
                successor took it over, the message says which.
        """
        found = self.by_code.get(code.upper())
        if found is not None:
            return found
        heirs = [
            each.code
            for each in self.organisations
            for past in each.predecessors
            if past.old_code == code.upper()
        ]
        expected = (
            f"today's code: {' or '.join(heirs)} took {code.upper()} over"
            if heirs
            else f"one of the {len(self.organisations)} organisation codes"
        )
        raise UnknownNameError(
            Problem(
                message="unknown organisation",
                found=repr(code),
                expected=expected,
                hint=heirs[0] if heirs else self._nearest(code),
                code=Code.ORGANISATION_UNKNOWN,
            )
        )

    def _nearest(self, code: str) -> str:
        names = {each.name.casefold(): each.code for each in self.organisations}
        by_name = did_you_mean(code, names)
        return did_you_mean(code, self.by_code) or names.get(by_name, "")


def read_case(
    observations: Path | str | None = None,
    *,
    library: Sequence[Path | str] = (),
    without: Sequence[str] = (),
    answers: Path | str | None = None,
) -> Case:
    """Read ontology, hypotheses, organisations and observations, and check them.

    Args:
        observations: a tidy file, a folder with observations.csv(.gz),
            organisations.csv, successions.csv and sources.csv, or a workspace that
            files were ingested into; default: the shipped figures. A file beside
            no such tables uses the shipped ones.
        library: folders of local hypotheses that extend or replace shipped ones.
        without: evidence classes to leave out, for example "expert-prior".
        answers: file of answers to enquiries; default: none.

    Raises:
        RcagraphError: the family tells which input; all problems are listed.
    """
    ontology = read_ontology(ontology_folder())
    shipped = hypotheses_folder()
    hypotheses = read_library([shipped, *map(Path, library)], ontology)
    file = observations_file(observations)
    organisations = read_organisations(beside(file, "organisations.csv").parent)
    figures = read_figures(file)
    _check_names(figures.table, ontology, organisations, file)
    return Case(
        model=Model(
            ontology=ontology,
            library=hypotheses,
            graph=build_graph(hypotheses, ontology, without=without),
            version=__version__,
            without=tuple(sorted(set(without))),
        ),
        organisations=organisations,
        observations=figures.table,
        sources=figures.sources,
        file=figures.file,
        answers=read_answers(answers, ontology.nodes),
    )


def _check_names(
    table: ObservationTable,
    ontology: Ontology,
    organisations: Sequence[Organisation],
    file: Path,
) -> None:
    """Refuse a table whose metrics or units the ontology does not know.

    Figures that nobody weighs would look like figures that say nothing.
    """
    problems = [
        replace(problem, file=str(file))
        for problem in table_problems(table, ontology, organisations)
        if problem.severity == "error"
    ]
    if problems:
        raise UnknownNameError(problems)


def diagnose(
    case: Case,
    code: str,
    *,
    as_of: date | None = None,
    draws: int = 200,
    peers: Sequence[str] = (),
) -> Diagnosis:
    """Diagnose one organisation.

    Args:
        code: organisation code, for example "RAJ".
        as_of: last day whose observations count; default: the latest observed.
        draws: parameter draws behind the rank intervals.
        peers: codes to compare with, now and in the past, in place of the ten nearest.

    Raises:
        UnknownNameError: no such organisation.
    """
    organisation = case.organisation(code)
    evidence, inferred = infer_organisations(case, (organisation,), as_of, peers)
    return _one(case, organisation, evidence[0], inferred, 0, draws)


def diagnose_all(
    case: Case, *, as_of: date | None = None, draws: int = 50
) -> Iterator[Diagnosis]:
    """Diagnose every organisation that has observations, in code order.

    Evidence, beliefs and contributions come from one batch; ``draws`` is smaller
    than for a single diagnosis because each organisation has its own.
    """
    observed = set(case.observations.organisations)
    organisations = tuple(each for each in case.organisations if each.code in observed)
    evidence, inferred = infer_organisations(case, organisations, as_of)
    for row, organisation in enumerate(organisations):
        yield _one(case, organisation, evidence[row], inferred, row, draws)


def last_day(case: Case, as_of: date | None) -> date:
    """Return the day asked for, or that of the latest figure.

    Raises:
        ObservationsError: there are no figures.
    """
    day = as_of or case.observations.latest
    if day is None:
        message = "there are no observations to weigh"
        raise ObservationsError(Problem(message=message, code=Code.NO_OBSERVATIONS))
    return day


def weigh_organisations(
    case: Case,
    organisations: Sequence[Organisation],
    as_of: date | None,
    *,
    peers: Sequence[str] = (),
    screen: bool = False,
) -> tuple[OrganisationEvidence, ...]:
    """Weigh what is published about organisations up to a day, or to the latest.

    Args:
        peers: codes to compare with, in place of the ten that would be chosen.
        screen: leave wild moving ranges out of process limits.

    Raises:
        ObservationsError: there is nothing to weigh.
    """
    codes = [each.code for each in organisations]
    weighed = weigh(
        case.observations,
        case.model.ontology,
        case.organisations,
        [each.hypothesis for each in case.model.library.hypotheses],
        codes,
        as_of=last_day(case, as_of),
        peers=peers,
        screen=screen,
    )
    return tuple(weighed[code] for code in codes)


def infer_organisations(
    case: Case,
    organisations: tuple[Organisation, ...],
    as_of: date | None,
    peers: Sequence[str] = (),
) -> tuple[tuple[OrganisationEvidence, ...], Inferred]:
    """Weigh organisations over five years, and infer what that says of them today."""
    evidence = evidence_of(case, organisations, as_of, peers)
    return evidence, infer_all(case.model, evidence, history_of(case, evidence))


def evidence_of(
    case: Case,
    organisations: Sequence[Organisation],
    as_of: date | None,
    peers: Sequence[str] = (),
) -> tuple[OrganisationEvidence, ...]:
    """Weigh what is published of organisations, and what was answered about them.

    Answers given up to the day asked for count; without one, all do.
    """
    figures = weigh_organisations(case, organisations, as_of, peers=peers)
    return with_answers(
        figures, case.answers, case.model.enquiries, case.model.ontology, until=as_of
    )


def history_of(
    case: Case, evidence: tuple[OrganisationEvidence, ...]
) -> EvidenceHistory:
    """Weigh the quarters before the one that the evidence is of."""
    return weigh_history(
        case.observations,
        case.model.ontology,
        case.organisations,
        [each.hypothesis for each in case.model.library.hypotheses],
        evidence,
    )


def _one(  # noqa: PLR0913, PLR0917 - what distinguishes one row of a batch
    case: Case,
    organisation: Organisation,
    evidence: OrganisationEvidence,
    inferred: Inferred,
    row: int,
    draws: int,
) -> Diagnosis:
    return diagnose_organisation(
        case.model,
        organisation,
        evidence,
        inferred,
        row,
        observations=len(case.observations),
        draws=draws,
    )


def write_diagnosis(
    diagnosis: Diagnosis, folder: Path | str, view: View = EVERYTHING
) -> tuple[Path, ...]:
    """Write diagnosis.json, report.html and graph.html, all or none.

    Args:
        view: what the two pages show; the JSON is always whole.

    Returns:
        The paths written, below ``folder`` / organisation code.

    Raises:
        OutputError: nothing was written, and earlier files are as they were.
    """
    # Rendering needs templates and the pages' library: only when asked for.
    from rcagraph.outputs.diagnosis_json import diagnosis_json  # noqa: PLC0415
    from rcagraph.outputs.files import write_together  # noqa: PLC0415
    from rcagraph.outputs.graph_html import graph_html  # noqa: PLC0415
    from rcagraph.outputs.report_html import report_html  # noqa: PLC0415

    return write_together(
        Path(folder) / diagnosis.organisation.code,
        {
            "diagnosis.json": diagnosis_json(diagnosis),
            "report.html": report_html(diagnosis, view),
            "graph.html": graph_html(diagnosis, view.text),
        },
    )


def standing_of(case: Case, code: str, *, as_of: date | None = None) -> Standing:
    """Return one organisation as it stands, for questions about it.

    Raises:
        UnknownNameError: no such organisation.
    """
    organisation = case.organisation(code)
    (evidence,), inferred = infer_organisations(case, (organisation,), as_of)
    return Standing(
        model=case.model,
        organisation=organisation,
        evidence=evidence,
        inferred=inferred,
        moves=first_causes(
            case.observations,
            case.model.ontology,
            organisation.code,
            as_of=evidence.as_of,
        ),
    )
