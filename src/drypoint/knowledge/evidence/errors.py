"""What the engine says when it cannot answer: one sentence, never a NaN."""


class EvidenceError(ValueError):
    """Say in one sentence why there is no answer and what to do about it."""


class ImpossibleRowError(EvidenceError):
    """Say which row cannot be, and why.

    ``row`` counts from 0 in the arrays that were passed; a reader of files turns it into a line number.
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"Row {row + 1}: {reason}")
        self.row = row
        self.reason = reason


class TableError(EvidenceError):
    """Say which line of a table cannot be read, and why (line 1 is the first line of the file)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason
