"""What every test may use."""

from __future__ import annotations

from hypothesis import settings

# Wall time on a shared machine says nothing about correctness; the same examples on
# every run keep a red build reproducible.
settings.register_profile("rcagraph", deadline=None, derandomize=True)
settings.load_profile("rcagraph")
