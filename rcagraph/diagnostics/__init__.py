"""What can be wrong with the files: a code for each kind, and what to do about it."""
