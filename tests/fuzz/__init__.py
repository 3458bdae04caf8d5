"""Tests: fuzz: strange inputs by the ten thousand for everything that reads what others wrote."""
