"""What was concluded, as text for people and for machines; only files.py writes."""
