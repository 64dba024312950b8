"""Measures Plenary against yardsticks in the same run: `make bench`."""
