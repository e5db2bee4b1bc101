"""Self-contained pages: everything in one file, and nothing may leave it.

The content security policy allows no request at all, and only the style and the
scripts whose hashes it names; script that a label smuggles in does not run even if
escaping failed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rcagraph.outputs import figures, wording
from rcagraph.outputs.palette import custom_properties


def render_page(
    template: str, *, style: str, scripts: Sequence[str], **context: object
) -> str:
    """Render a page with its style and scripts in-lined.

    Args:
        template: file name in ``templates``.
        style: style sheet, without the colours.
        scripts: texts, run in this order.
        context: what the template names.
    """
    sheet = _inline(custom_properties() + style)
    texts = [_inline(script) for script in scripts]
    hashes = " ".join(_hash(text) for text in texts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(sheet)}; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(policy=policy, style=sheet, scripts=texts, **context)


def read_template(name: str) -> str:
    """Return the text of a style sheet or script in ``templates``."""
    environment = _environment()
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def json_block(value: object) -> Markup:
    """Return JSON that cannot end the script element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", r"\u003c"))  # noqa: S704 - just made safe


def anchor(kind: str, name: str) -> str:
    """Return an id for a place in a page; different names get different ids.

    >>> anchor("m", "ae_4hr"), anchor("t", "flow/stay")
    ('m-ae_4hr', 't-flow.2f.stay')
    """
    safe = (
        c if c.isascii() and (c.isalnum() or c in "_-") else f".{ord(c):x}."
        for c in name
    )
    return f"{kind}-{''.join(safe)}"


def web_address(source: str) -> str | None:
    """Return a source if it is an address that a browser may safely follow.

    >>> web_address("https://www.england.nhs.uk/statistics/")
    'https://www.england.nhs.uk/statistics/'
    >>> web_address("javascript:alert(1)"), web_address("expert prior")
    (None, None)
    """
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    whole = " " not in source and "\\" not in source
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and whole
    return source if is_web else None


def short_address(address: str) -> str:
    """Return an address as people read it, its end cut off when it is long.

    >>> short_address("https://www.nuffieldtrust.org.uk/news-item/our-urgent-care?x=1")
    'nuffieldtrust.org.uk/news-item/our-urgent-care'
    """
    parts = urlsplit(address)
    text = f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}"
    limit = 48
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("rcagraph.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared = (
        figures.amount,
        wording.capital,
        figures.counted,
        figures.decibans,
        figures.figure,
        wording.inline,
        figures.interval,
        wording.likelihood,
        figures.long_date,
        figures.odds,
        wording.path_support,
        wording.peers_note,
        figures.percent,
        figures.rank_interval,
        figures.span_of_days,
        wording.severity_word,
        figures.tenths,
        wording.trajectory_words,
        anchor,
        short_address,
        web_address,
    )
    environment.globals |= {each.__name__: each for each in shared}
    return environment


def _inline(text: str) -> Markup:
    """Mark our own text as safe to stand in a style or script element."""
    lowered = text.casefold()
    assert not any(end in lowered for end in ("</script", "</style", "<!--"))
    # Browsers hash what they parsed, and parsing makes every line end a line feed.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return Markup(lines)  # noqa: S704 - a file of this package or of pyvis


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
