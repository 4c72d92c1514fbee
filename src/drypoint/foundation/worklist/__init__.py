"""Tasks of people: due, taken, done, escalated. What a room cannot do by itself, somebody is asked to do here."""
