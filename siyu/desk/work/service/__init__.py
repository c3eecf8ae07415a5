"""Exporting lists, and looking after everything that goes on by itself."""
