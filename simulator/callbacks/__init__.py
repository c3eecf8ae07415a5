"""Callbacks: what WeCom tells a company's server, encrypted, repeated, shuffled and lost on demand."""
