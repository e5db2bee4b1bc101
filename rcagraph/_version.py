"""The version, as a literal: asking the installed metadata costs 50 ms a start."""

__version__ = "0.1.0"
