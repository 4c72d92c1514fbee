"""Words that must fit a width: SVG breaks no lines by itself."""

_SHARE = 0.5  # of the size of the letters: the mean width of one in the house's serif, with some room


def wrapped(words: str, width: float, size: float, *, most: int = 2) -> list[str]:
    """Return the words in lines that fit the width at the size of letters; what is beyond the last line is cut."""
    room = max(8, int(width / (size * _SHARE)))
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: room - 1].rstrip()}…"]
    return [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines]
