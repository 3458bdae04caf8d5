"""Room: handlers. Reminders: what to tell people by ourselves, when, and whom not to. Pure, like every decision."""
