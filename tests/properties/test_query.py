"""Values and strings of queries: text is text, whatever it looks like."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.question import Question
from rcagraph.stores.results import Rows
from rcagraph.stores.tokens import reaches_out, tokens_of

STORE = EmbeddedStore(())
ECHO = Question(name="q", text='SELECT ?text { VALUES ?text { "" } }')
# Surrogates have no UTF-8; CRs are kept by the terms' own escapes.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        '" } SERVICE <http://127.0.0.1/> { ?s ?p ?o',
        "\\u0022",
        "'''\"\"\"\\",
        "#",
        "\r\n",
    ]
)


@given(TEXT)
def test_a_value_that_is_set_comes_back_as_it_was(text: str) -> None:
    found = STORE.query(ECHO.bound({"text": text}, STORE), name="q")
    assert found == Rows(variables=("text",), rows=((Literal(text),),))


@given(TEXT, TEXT)
def test_the_keyword_is_seen_between_strings_and_not_in_them(
    one: str, other: str
) -> None:
    strings = f"{Literal(one)} {Literal(other)} <http://x/#a> # it's \"SERVICE\n"
    assert not reaches_out(strings)
    assert reaches_out(f"{strings} SERVICE")


@given(TEXT)
def test_tokens_stand_where_they_say(text: str) -> None:
    at = 0
    for token in tokens_of(text):
        assert token.start >= at
        assert text[token.start : token.end] == token.text
        at = token.end
