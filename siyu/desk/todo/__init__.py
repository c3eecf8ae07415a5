"""What waits for somebody, and what is wrong: counts that open their rows."""
