"""A real browser for tests that look at pages."""
