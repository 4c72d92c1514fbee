"""What the site says of treatments: claims with their sources, words that may stand, evidence in use."""
