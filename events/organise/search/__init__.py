"""The search of the workspace: people, events, sessions, emails and venues of the reader's programmes."""
