"""A day as an argument: 2025-03-31, or 2025-03 for the month's last day."""

from __future__ import annotations

import calendar
from datetime import date

import click

_MONTHS = range(1, 13)


class Day(click.ParamType):  # type: ignore[type-arg]  # click 8.1 takes none
    """A day; a month stands for its last day."""

    name = "YYYY-MM[-DD]"

    def convert(
        self,
        value: str | date,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """Return the day, or say what is expected."""
        if isinstance(value, date):
            return value
        try:
            parts = [int(part) for part in value.split("-")]
            if len(parts) == 2 and parts[1] in _MONTHS:  # noqa: PLR2004 - year, month
                parts.append(calendar.monthrange(parts[0], parts[1])[1])
            return date(*parts)
        except (TypeError, ValueError):
            self.fail(
                f"{value!r} is no day; expected 2026-03 or 2026-03-31", param, ctx
            )
