"""The pages of the console, tried as people use them."""
