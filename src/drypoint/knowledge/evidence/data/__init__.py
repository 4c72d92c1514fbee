"""Published evidence: trials, pools as their reviews print them, and rates of harm.

Every cell is what a source says; a blank cell means that it was not seen. Rows of an overlay folder carry a mark.
"""

from drypoint.knowledge.evidence.data.loading import HarmRate, Library, PublishedPool, TrialResult, load_library

__all__ = ["HarmRate", "Library", "PublishedPool", "TrialResult", "load_library"]
