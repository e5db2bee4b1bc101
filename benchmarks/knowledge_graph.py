"""How large the graph of one organisation is, and how long it takes to ask.

python benchmarks/knowledge_graph.py [ORGANISATION [QUERY_URL STORE_URL]]

With a server's addresses it is loaded and asked too. CPU seconds of this process for
what happens in it, wall seconds for the server; the median of five.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from statistics import median

from rcagraph.knowledge_graph import dataset_of, load_into
from rcagraph.pipeline import diagnose, read_case
from rcagraph.sources.questions import read_questions
from rcagraph.stores.embedded import EmbeddedStore
from rcagraph.stores.port import GraphStore
from rcagraph.stores.remote import RemoteStore

_TIMES = 5


def seconds(
    work: Callable[[], object], clock: Callable[[], float], times: int = 1
) -> float:
    """Return the median of how long a piece of work takes."""
    taken = []
    for _ in range(times):
        start = clock()
        work()
        taken.append(clock() - start)
    return median(taken)


def main(code: str, query_url: str = "", store_url: str = "") -> None:
    """Print sizes and times."""
    cpu, wall = time.process_time, time.perf_counter
    case = read_case()
    diagnosis = diagnose(case, code)
    dataset = dataset_of(case, [diagnosis])
    print(f"{len(dataset.quads):8} triples")
    sizes = Counter(str(quad.graph_name) for quad in dataset.quads)
    for graph, size in sorted(sizes.items()):
        print(f"{size:8} {graph}")
    print(f"{seconds(lambda: diagnose(case, code), cpu, 3):8.3f} s diagnose")
    built = seconds(lambda: dataset_of(case, [diagnosis]), cpu, 3)
    print(f"{built:8.3f} s build the dataset")
    print(f"{seconds(lambda: EmbeddedStore(dataset.quads), cpu, 3):8.3f} s load it")
    for form in (dataset.turtle, dataset.trig, dataset.json_ld):
        taken, size = seconds(form, cpu, 3), len(form()) / 1e6
        print(f"{taken:8.3f} s write {form.__name__}, {size:.1f} MB")
    stores: list[tuple[GraphStore, Callable[[], float]]] = [
        (EmbeddedStore(dataset.quads), cpu)
    ]
    if query_url:
        put = seconds(lambda: load_into(store_url, dataset, seconds=600), wall)
        print(f"{put:8.3f} s load the server (wall)")
        stores.append((RemoteStore(query_url), wall))
    for name, question in read_questions().items():
        times = [
            seconds(partial(store.query, question.text, name=name), clock, _TIMES)
            for store, clock in stores
        ]
        told = "  ".join(f"{1000 * each:8.1f} ms" for each in times)
        print(f"{told}  {name}")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["RAJ"]))
