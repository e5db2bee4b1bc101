"""Calibration of the whole path on simulated trusts: one table, in some minutes.

    python benchmarks/calibration/run.py [--sets 3] [--fit] [--prior 0.05 --leak 0.02]

Set OPENBLAS_NUM_THREADS=1 on a shared machine. See README.md beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from calibration.main import main

if __name__ == "__main__":
    main(sys.argv[1:])
