"""What is remembered: columns, keys and constraints, one file per feature."""
