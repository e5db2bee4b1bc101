from __future__ import annotations

from pathlib import Path

import pytest

from rcagraph.errors import HypothesesError
from rcagraph.sources.bundled import hypotheses_folder
from rcagraph.sources.hypotheses_yaml import read_library
from rcagraph.vocabulary.terms import Ontology


def told(library: Path, ontology: Ontology, old: str, new: str) -> list[str]:
    file = library / "slow-discharge.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(HypothesesError) as caught:
        read_library([library], ontology)
    return [
        str(each).removeprefix("hypotheses/slow-discharge.yaml:")
        for each in caught.value.problems
    ]


def test_a_sound_file_is_read_with_the_lines_of_its_parts(
    library: Path, ontology: Ontology
) -> None:
    (located,) = read_library([library], ontology).hypotheses
    assert located.hypothesis.id == "slow-discharge"
    assert (located.link_lines, located.test_lines) == ((8,), (16,))
    assert not located.local


def test_a_misspelt_word_is_answered_with_the_right_one(
    library: Path, ontology: Ontology
) -> None:
    (problem,) = told(library, ontology, "lag: days", "lag: day")
    assert problem.startswith("11: links.0.lag cannot be used; found 'day', expected")
    assert problem.endswith("did you mean 'days'?")


def test_a_misspelt_strength_is_one_problem_and_not_two(
    library: Path, ontology: Ontology
) -> None:
    (problem,) = told(library, ontology, "strength: moderate", "strength: moderat")
    assert problem.startswith("10: links.0.strength cannot be used; found 'moderat'")
    assert problem.endswith("did you mean 'moderate'?")


@pytest.mark.parametrize("number", ["0", "1.5", "-0.2", "true"])
def test_a_strength_beyond_nought_to_one_is_refused(
    library: Path, ontology: Ontology, number: str
) -> None:
    problems = told(library, ontology, "strength: moderate", f"strength: {number}")
    assert all(each.startswith("10: links.0.strength") for each in problems)


def test_an_unknown_key_is_answered_with_the_known_ones(
    library: Path, ontology: Ontology
) -> None:
    problems = told(library, ontology, "    lag: days", "    lags: days")
    assert problems[0].startswith("8: links.0.lag is missing")
    assert problems[1].startswith("11: unknown key 'lags'")
    assert problems[1].endswith("did you mean 'lag'?")


def test_an_unknown_node_or_metric_is_answered_with_the_nearest(
    library: Path, ontology: Ontology
) -> None:
    (problem,) = told(library, ontology, "effect: i_delay", "effect: i_dleay")
    assert problem == (
        "9: effect is not in the ontology; found 'i_dleay', expected an id defined "
        "in ontology/; did you mean 'i_delay'?"
    )


def test_a_count_cannot_be_compared_with_peers(
    library: Path, ontology: Ontology
) -> None:
    (problem,) = told(library, ontology, "bed_occ_ga_sitrep_pct", "rtt_waiting_list")
    assert "is a raw count and cannot be compared with peers" in problem


def test_all_problems_of_all_files_are_told_together(
    library: Path, ontology: Ontology
) -> None:
    (library / "broken.yaml").write_text("id: [\n", encoding="utf-8")
    (library / "latin.yaml").write_bytes(b"id: caf\xe9\n")
    problems = told(library, ontology, "cause: ops_discharge", "cause: ops_dischrage")
    assert len(problems) == 3


def test_the_same_id_twice_in_one_library_is_refused(
    library: Path, ontology: Ontology
) -> None:
    text = (library / "slow-discharge.yaml").read_text(encoding="utf-8")
    (library / "again.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(HypothesesError, match="'slow-discharge' is used twice"):
        read_library([library], ontology)


def test_a_local_library_replaces_by_id_and_says_so(
    library: Path, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own")
    text = (library / "slow-discharge.yaml").read_text(encoding="utf-8")
    changed = text.replace("strength: moderate", "strength: strong")
    (own / "mine.yaml").write_text(changed, encoding="utf-8")
    (located,) = read_library([library, own], ontology).hypotheses
    assert located.local
    assert located.replaces == "hypotheses/slow-discharge.yaml"
    assert located.hypothesis.links[0].strength == "strong"


def test_an_empty_folder_is_no_library(tmp_path: Path, ontology: Ontology) -> None:
    with pytest.raises(HypothesesError, match="no hypothesis files"):
        read_library([tmp_path], ontology)


def test_the_shipped_library_is_sound(ontology: Ontology) -> None:
    library = read_library([hypotheses_folder()], ontology)
    assert len(library.hypotheses) >= 45
    for located in library.hypotheses:
        assert located.hypothesis.enquiries
        assert located.file.endswith(
            f"{located.hypothesis.theme}/{located.hypothesis.id}.yaml"
        )
