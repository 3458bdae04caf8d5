"""Benchmarks: each figure beside its budget, ratios from one and the same run. They measure and never fail."""
