"""Who speaks, moderates or interprets at an event: named by the team, told by mail, invited as participants are."""
