"""Tests: files of released versions, and how one is made."""
