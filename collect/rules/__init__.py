"""Pure rules: no database, no clock, no web. Whatever would still be true on paper."""
