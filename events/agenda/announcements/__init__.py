"""What the team writes to many people of an event: to whom, when, and what has become of it."""
