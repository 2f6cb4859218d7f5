"""A synthetic municipality, made up from a seed; nothing in it is copied from a register."""
