"""The measurements of the console: what it weighs, how soon it shows something, how soon it answers a hand."""

from bench.console import bundle, lists, views

__all__ = ["bundle", "lists", "views"]
