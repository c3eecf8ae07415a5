"""The whole product with a pretend WeCom, for looking at it and for the story tests; not part of the product."""
