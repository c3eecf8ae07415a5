"""What a browser may know before anybody has signed in."""
