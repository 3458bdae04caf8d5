"""Room: content. What the check looks for, one file a kind of mistake; judges, never changes a file."""
