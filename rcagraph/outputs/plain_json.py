"""Records as JSON, the same bytes for the same content."""

from __future__ import annotations

import json
from datetime import date

from rcagraph.outputs.figures import six_digits


def plain_json(content: object) -> str:
    r"""Write dates as text and numbers with six significant digits.

    >>> plain_json({"on": date(2026, 6, 30), "share": 1 / 3})
    '{\n "on": "2026-06-30",\n "share": 0.333333\n}\n'
    """
    return json_text(_plain(content))


def json_text(content: object) -> str:
    """Write what is plain already, as all documents of the project are written."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _plain(part: object) -> object:
    if isinstance(part, dict):
        return {str(key): _plain(each) for key, each in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, float):
        return six_digits(part)
    return part
