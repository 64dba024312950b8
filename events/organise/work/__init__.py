"""The work list of the organisers: one declaration for each kind of work, read for one person with a fixed number of queries."""
