"""The use cases of privacy: consent, stops, reveals."""
