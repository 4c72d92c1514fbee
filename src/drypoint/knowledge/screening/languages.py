"""Which language a text, or a sentence of it, is written in: by its little words."""

from collections.abc import Mapping, Sequence

from drypoint.knowledge.screening.text import Token


def counted(tokens: Sequence[Token], function_words: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Count the little words of each language."""
    return {language: sum(token.word in known for token in tokens) for language, known in function_words.items()}


def of_text(tokens: Sequence[Token], function_words: Mapping[str, frozenset[str]]) -> str:
    """Return the language with most little words; the first one where nothing tells."""
    counts = counted(tokens, function_words)
    return max(counts, key=lambda language: counts[language])


def of_sentence(tokens: Sequence[Token], function_words: Mapping[str, frozenset[str]], default: str) -> str:
    """Return the language of a sentence: the text's, unless another one clearly leads."""
    counts = counted(tokens, function_words)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > counts[default] + (counts[default] > 0) else default
