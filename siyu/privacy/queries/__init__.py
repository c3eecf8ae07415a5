"""Every statement about consent, stops and reveals."""
