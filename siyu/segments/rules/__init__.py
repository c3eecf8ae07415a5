"""From JSON to a question: the typed tree, its checks, its sentence, and its ClickHouse form. Pure code."""
