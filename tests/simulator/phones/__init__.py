"""The page of the two phones, in a real browser."""
