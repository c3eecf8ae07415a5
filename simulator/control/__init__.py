"""The control API: the hands of tests, benches and the town on the pretend world."""
