"""SQL of live codes."""
