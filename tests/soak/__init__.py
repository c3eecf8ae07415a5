"""Kills, floods and backlogs against the whole product; `make soak` runs the long forms."""
