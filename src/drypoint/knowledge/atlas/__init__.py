"""From a pain drawing to trigger points, with reasons: knowledge for a clinician, never a diagnosis."""
