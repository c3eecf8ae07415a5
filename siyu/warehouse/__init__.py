"""What happened, to be counted."""
