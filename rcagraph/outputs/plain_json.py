"""Records as JSON, the same bytes for the same content."""

from __future__ import annotations

import json
from datetime import date


def plain_json(content: object) -> str:
    r"""Write dates as text and numbers with six significant digits.

    >>> plain_json({"on": date(2026, 6, 30), "share": 1 / 3})
    '{\n "on": "2026-06-30",\n "share": 0.333333\n}\n'
    """
    text = json.dumps(_plain(content), ensure_ascii=False, indent=1, allow_nan=False)
    return text + "\n"


def _plain(part: object) -> object:
    if isinstance(part, dict):
        return {str(key): _plain(each) for key, each in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, float):
        return float(f"{part:.6g}") + 0.0  # adding zero turns -0.0 into 0.0
    return part
