"""Room: model. Masking: how secret.py finds what must not be kept; the standard library only, nothing is stored."""
