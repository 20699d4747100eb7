"""Published schedules and wishes as files, and plans written back into them."""
