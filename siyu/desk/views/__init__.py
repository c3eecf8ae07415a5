"""Saved ways to look at a list, for oneself or for everybody with a role."""
