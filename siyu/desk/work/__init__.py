"""Long work of one person in one shape, and exports: lists written into files."""
