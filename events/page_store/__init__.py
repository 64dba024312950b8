"""Public pages that are kept as they were rendered, until something that they show changes."""
