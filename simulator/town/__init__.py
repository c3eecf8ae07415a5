"""A town of customers and staff who live: arrive, browse, ask, buy, fall silent, complain, leave, come back.

What happens is decided by `life` from a seed alone, on the town's own time; `acts` does it over HTTP.
The same seed, people and channels give the same life, at any speed.
"""
