"""What is done with live codes."""
