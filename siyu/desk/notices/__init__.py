"""What one person is told: their work is done, decided, or something they look after broke."""
