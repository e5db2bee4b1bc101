"""The claims: what a hypothesis file says, as types; no files are read here."""
