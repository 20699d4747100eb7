"""What people fill in about proposals, each form beside what it says when it is good."""
