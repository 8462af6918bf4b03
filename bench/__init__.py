"""Benchmarks: each one command, each with a baseline from the same run. `make bench` runs them all."""
