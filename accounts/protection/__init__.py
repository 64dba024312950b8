"""What protects accounts: reauthentication, changes that can be undone, the second factor, and the end of sessions."""
