from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from rcagraph.errors import QueryError, UnknownNameError
from rcagraph.sources.questions import find_question, read_questions
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.question import Question
from rcagraph.stores.results import Rows
from rcagraph.vocabulary import names

DRIVERS = ("ops_discharge", "ops_vacancy", "str_shortage")
ASKED = """# Which?
SELECT ?driver ?text ?least WHERE {
  VALUES ?driver { rcai:ops_discharge }
  VALUES ?text { "plain" }
  VALUES ?least { 0.5 }
  ?driver a rca:Driver .
}"""


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    graph = ox.NamedNode(names.ID + "graph/ontology")
    kind, driver = ox.NamedNode(names.RDF_TYPE), ox.NamedNode(names.DRIVER)
    return EmbeddedStore(
        ox.Quad(ox.NamedNode(names.ID + each), kind, driver, graph) for each in DRIVERS
    )


def answer(store: EmbeddedStore, **given: str) -> tuple[str, ...]:
    found = store.query(
        Question(name="q", text=ASKED).bound(given, store), name="query"
    )
    assert isinstance(found, Rows)
    (row,) = found.rows
    return tuple(getattr(each, "value", "") for each in row)


def test_a_query_has_title_and_parameters() -> None:
    asked = Question(name="q", text=ASKED)
    assert asked.title == "Which?"
    assert [each.name for each in asked.parameters] == ["driver", "text", "least"]


def test_defaults_are_asked_unless_others_are_set(store: EmbeddedStore) -> None:
    assert answer(store) == (names.ID + "ops_discharge", "plain", "0.5")
    assert answer(store, driver="ops_vacancy", least="2")[::2] == (
        names.ID + "ops_vacancy",
        "2",
    )
    assert answer(store, driver="rcai:str_shortage")[0].endswith("/str_shortage")
    whole = names.ID + "ops_vacancy"
    assert answer(store, driver=whole)[0] == whole


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '" } DELETE WHERE { ?s ?p ?o } #',
        "\\",
        "new\nline",
        "'''",
        '"""',
        "?driver",
        "",
        "£ → “”",
    ],
)
def test_text_is_one_term_whatever_it_says(store: EmbeddedStore, text: str) -> None:
    assert answer(store, text=text)[1] == text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"drivr": "x"}, "did you mean 'driver'"),
        ({"driver": "ops_dischrage"}, "did you mean 'ops_discharge'"),
        ({"driver": "> } #"}, "unknown driver"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(
    store: EmbeddedStore, given: dict[str, str], said: str
) -> None:
    with pytest.raises(UnknownNameError, match=said):
        answer(store, **given)


@pytest.mark.parametrize("given", ["many", "", "NaN", "1 } #"])
def test_a_number_is_a_number(store: EmbeddedStore, given: str) -> None:
    with pytest.raises(QueryError, match="a number"):
        answer(store, least=given)


def test_an_address_that_is_none_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError, match="an id or an address"):
        answer(store, driver="https://example.org/a b")


def test_only_blocks_of_one_value_are_parameters() -> None:
    text = (
        'SELECT * { VALUES ?a { 1 2 } VALUES (?b) { (1) } FILTER("VALUES ?c { 1 }") }'
    )
    assert Question(name="q", text=text).parameters == ()


def test_every_shipped_question_has_a_title_and_can_be_found() -> None:
    known = read_questions()
    assert len(known) >= 39
    for name, each in known.items():
        assert each.title.endswith("?")
        assert find_question(name) == each


def test_a_file_is_a_question_and_a_wrong_name_gets_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("ASK {}", encoding="utf-8")
    assert find_question(str(file)).text == "ASK {}"
    with pytest.raises(QueryError, match="No such file"):
        find_question(str(tmp_path / "other.rq"))
    with pytest.raises(UnknownNameError, match="did you mean 'whom-to-ask'"):
        find_question("whom-to-aks")
    (tmp_path / "bad.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(QueryError, match="not UTF-8"):
        find_question(str(tmp_path / "bad.rq"))
