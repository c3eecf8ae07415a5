"""What is happening right now: events of the spine as they are committed, each shown to who may see it."""
