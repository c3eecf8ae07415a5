"""Siyu (私域): the platform on which a brand runs its private domain."""
