"""The words: what the ontology defines, as typed records and constants."""
