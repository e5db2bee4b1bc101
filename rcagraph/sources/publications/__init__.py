"""One module per publication: how to recognise it, and how to read it."""
