"""The first steps: a short list, ticked by what somebody really did."""
