"""The use cases of staff: members and their directory, accounts, signing in, keys, viewers."""
