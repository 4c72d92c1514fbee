"""Evidence that can be checked: trials, effect sizes, pooling, heterogeneity, bias, and what may be said.

The engine is a library: ``pooling.pool`` for effects and variances, ``analysis.analyse`` for a table,
``regression``, ``sensitivity``, ``bias``, ``clustered`` and ``batch`` for the rest, ``data`` for what is published.
Nothing is imported here, so that the command line starts fast.
"""
