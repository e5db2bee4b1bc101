"""Weights in, beliefs and contributions out; one algorithm per file, and an oracle."""
