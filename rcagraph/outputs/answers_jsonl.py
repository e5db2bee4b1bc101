"""An answer as a line of a file of answers."""

from __future__ import annotations

import json

from rcagraph.answers.answer import Answer


def answer_line(answer: Answer) -> str:
    """Return one line with its end; fields that hold nothing are left out.

    Line separators that JSON would leave as they are cannot be in an answer's texts.
    """
    fields = answer.model_dump(mode="json")
    said = {name: value for name, value in fields.items() if value != ""}
    return json.dumps(said, ensure_ascii=False) + "\n"
