"""Room: model. The nouns every room shares; standard library only, no I/O, no clock."""
