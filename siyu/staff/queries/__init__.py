"""Every statement about staff: directory, accounts, sessions, keys, wrong guesses, the trail."""
