"""Use cases of commerce."""
