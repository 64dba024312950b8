"""What mails about an event say: their kinds, what stands in their placeholders, and where their links lead."""
