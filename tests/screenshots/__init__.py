"""The pictures of the READMEs, taken of the living demo: `make screenshots`."""
