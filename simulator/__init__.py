"""A pretend WeCom: a stranger to the product that speaks only HTTP and encrypted callbacks."""
