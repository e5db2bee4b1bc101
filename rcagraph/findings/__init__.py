"""Beliefs and contributions in, a diagnosis out: what to say and what to ask."""
