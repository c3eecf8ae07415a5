"""Use cases of segments: ask the warehouse, freeze audiences, keep rules."""
