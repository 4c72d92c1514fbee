"""Staff: what waits today, the enquiries, the settings of the practice."""
