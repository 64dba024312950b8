"""Benchmarks that compare Plenary with yardsticks in the same run: `make bench`."""
