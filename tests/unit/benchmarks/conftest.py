import sys
from pathlib import Path

# Benchmarks are programs beside the package, not part of it.
sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
