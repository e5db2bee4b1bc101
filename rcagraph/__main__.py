"""``python -m rcagraph`` is ``rcagraph``."""

from rcagraph.cli import main

if __name__ == "__main__":
    main()
