"""Room: bot. The running program; kept empty so that importing a noun never starts anything."""
