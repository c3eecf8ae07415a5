"""The API as strangers meet it: any input, any role, nothing beyond one's own people."""
