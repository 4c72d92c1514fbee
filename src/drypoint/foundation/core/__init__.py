"""What every room uses, without an opinion about needling: audit, clock, limits, links, mail, files, keys, checks."""
