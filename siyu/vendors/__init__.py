"""Typed clients of other people's APIs: no database, no words of our business.

Each vendor is one package with its own front door, e.g. ``from siyu.vendors import wecom``.
"""
