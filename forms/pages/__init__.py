"""One blueprint per feature: load, may I, act, answer."""
