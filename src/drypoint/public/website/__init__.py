"""The pages of the clinic, edited in Wagtail."""
