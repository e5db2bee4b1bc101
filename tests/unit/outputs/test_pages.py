from __future__ import annotations

import json

import pytest

from rcagraph.outputs.pages import anchor, json_block, render_page, web_address
from rcagraph.outputs.palette import COLOURS, SHAPES, TEXT


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(
        share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def contrast(pair: tuple[str, str]) -> float:
    light, dark = sorted((luminance(COLOURS[name]) for name in pair), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("pair", TEXT, ids="-".join)
def test_text_can_be_read_against_its_ground(pair: tuple[str, str]) -> None:
    assert contrast(pair) >= 4.5


@pytest.mark.parametrize("pair", SHAPES, ids="-".join)
def test_shapes_stand_out_from_their_ground(pair: tuple[str, str]) -> None:
    assert contrast(pair) >= 3


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert round((1 + 0.05) / (luminance("#000000") + 0.05), 9) == 21
    assert round(contrast(("paper", "paper")), 9) == 1


def test_json_in_a_page_cannot_end_its_script_element() -> None:
    block = json_block({"label": "</script><script>alert(1)</script><!--"})
    assert "<" not in block
    assert json.loads(block)["label"].startswith("</script>")


def test_places_get_different_ids_whatever_their_names() -> None:
    names = ["a b", "a.b", "a/b", "a_b", "é", 'x"><script>', "a.20.b"]
    ids = [anchor("m", name) for name in names]
    assert len(set(ids)) == len(ids)
    assert all(each.isascii() and each.split() == [each] for each in ids)


@pytest.mark.parametrize(
    "source",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://x",
        "data:text/html,<script>1</script>",
        "https:alert",
        "http://[broken",
        "https://a b",
        "//example.org",
        "NHS England, 2024",
    ],
)
def test_only_web_addresses_become_links(source: str) -> None:
    assert web_address(source) is None


def test_our_own_scripts_may_not_end_their_element() -> None:
    with pytest.raises(AssertionError):
        render_page("graph.html.j2", style="", scripts=["'</script>'"])
