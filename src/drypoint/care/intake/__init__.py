"""Before treatment: the pain drawing of a person, and what the atlas makes of it for a clinician."""
