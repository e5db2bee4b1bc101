"""What answers SPARQL: a store in memory, or a server; both by the same port."""
