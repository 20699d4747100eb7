"""What people fill in about a vote."""
