"""The golden data set."""
