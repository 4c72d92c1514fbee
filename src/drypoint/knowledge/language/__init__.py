"""Languages as data: text in languages, how letters are folded for search, and the order of an alphabet.

Nothing above asks which language it is; it asks a Text for its words and a Language for its habits.
"""

from drypoint.knowledge.language.languages import FALLBACK, Language, language_of, languages
from drypoint.knowledge.language.order import sort_code, sort_key
from drypoint.knowledge.language.text import Text, TextError

__all__ = ["FALLBACK", "Language", "Text", "TextError", "language_of", "languages", "sort_code", "sort_key"]
