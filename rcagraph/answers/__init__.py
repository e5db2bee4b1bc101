"""Answers to enquiries: what people and documents said when the figures could not."""
