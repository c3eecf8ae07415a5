"""What decides about a send, without a database: words, hours, shares, states, pauses, recognition."""
