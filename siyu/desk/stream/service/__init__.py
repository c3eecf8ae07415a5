"""The live stream's parts: one reader for the process, and what one viewer is shown."""
