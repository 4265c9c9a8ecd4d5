"""Chapter 4 of the Note, word for word, with Leshan as the server."""
