"""Room: exports. Bytes out of counts and lessons; data in, bytes out: no database, no network, no clock."""
