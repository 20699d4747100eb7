"""What organisers write about the venue."""
