"""Mutation testing: change a rule on purpose and see whether a test notices. See docs/explanation/mutants.md."""
