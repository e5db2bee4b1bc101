"""Hypotheses in, one causal graph out."""
