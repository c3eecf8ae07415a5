"""The statements of sending, by what they are for."""
