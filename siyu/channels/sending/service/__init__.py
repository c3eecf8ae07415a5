"""What the send door does."""
