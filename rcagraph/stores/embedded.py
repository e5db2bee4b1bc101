"""The store in memory: nothing is installed, started or sent."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Thread

from pyoxigraph import Quad, Store

from rcagraph.stores.port import (
    SECONDS,
    check_query,
    has_own_dataset,
    is_ordered,
    syntax_error,
    too_slow,
)
from rcagraph.stores.prefixes import PREFIXES
from rcagraph.stores.results import Result, result_of


class EmbeddedStore:
    """Oxigraph in this process.

    Args:
        quads: what it holds; later changes are not seen.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._store = Store()
        self._store.bulk_extend(quads)

    def __len__(self) -> int:
        return len(self._store)

    def query(self, text: str, *, name: str, seconds: float = SECONDS) -> Result:
        """Answer a query; see ``GraphStore``.

        Raises:
            QueryError: it cannot be read, is refused, or takes too long.
        """
        check_query(text, name=name, may_reach_out=False)
        found: list[Result | Exception] = []

        def work() -> None:
            try:
                found.append(self._answer(text))
            except Exception as error:  # noqa: BLE001 - it is raised again below
                found.append(error)

        # The engine knows no time limit and no interrupt; this thread is left behind.
        thread = Thread(target=work, daemon=True)
        thread.start()
        thread.join(seconds)
        if not found:
            raise too_slow(name, seconds)
        (result,) = found
        if isinstance(result, SyntaxError):
            raise syntax_error(result, text, name=name) from result
        if isinstance(result, Exception):
            raise result
        return result

    def _answer(self, text: str) -> Result:
        found = self._store.query(
            text,
            prefixes=dict(PREFIXES),
            use_default_graph_as_union=not has_own_dataset(text),
        )
        return result_of(found, ordered=is_ordered(text))
