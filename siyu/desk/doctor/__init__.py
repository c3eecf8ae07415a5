"""The connection doctor's lines: what each asks, how it stood the last time, how to mend it."""
