"""Ratios against the floor of the same work, measured interleaved in one run; written to bench/results.md."""
