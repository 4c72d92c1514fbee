"""What the engine says when it cannot answer: one sentence, never a NaN."""

from drypoint.knowledge.evidence.sentences import Sentence


class EvidenceError(ValueError):
    """Say in one sentence why there is no answer and what to do about it; ``parts`` fill the places of the pattern."""

    def __init__(self, pattern: str, /, **parts: object) -> None:
        self.sentence = _sentence(pattern, parts)
        super().__init__(str(self.sentence))


class ImpossibleRowError(EvidenceError):
    """Say which row cannot be, and why.

    ``row`` counts from 0 in the arrays that were passed; a reader of files turns it into a line number.
    """

    def __init__(self, row: int, reason: str, /, **parts: object) -> None:
        self.row = row
        self.reason = _sentence(reason, parts)
        super().__init__("Row {row}: {reason}", row=row + 1, reason=self.reason)


class NoEffectError(ImpossibleRowError):
    """Say which row has no effect on this scale because of a zero cell; ``rows`` marks all that have none."""

    def __init__(self, rows: list[int], reason: str, /, **parts: object) -> None:
        super().__init__(rows[0], reason, **parts)
        self.rows = rows


class TableError(EvidenceError):
    """Say which line of a table cannot be read, and why (line 1 is the first line of the file)."""

    def __init__(self, line: int, reason: str, /, **parts: object) -> None:
        self.line = line
        self.reason = _sentence(reason, parts)
        super().__init__("line {line}: {reason}", line=line, reason=self.reason)


def _sentence(pattern: str, parts: dict[str, object]) -> Sentence:
    return pattern if isinstance(pattern, Sentence) and not parts else Sentence(pattern, **parts)
