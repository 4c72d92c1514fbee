"""Django without an opinion about needling."""
