"""Measurements: each figure beside a named floor taken in the same run on the same stores."""
