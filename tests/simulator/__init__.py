"""Tests of the WeCom simulator."""
