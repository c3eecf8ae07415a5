"""The measurements of the main loop."""
