"""So many of a hundred, a thousand or ten thousand: a square for each, the affected ones in copper."""

from drypoint.knowledge.figures.canvas import Canvas, Target

# How many squares stand in a row, and the step from one to the next.
_GRIDS = {100: (20, 18.0), 1_000: (50, 7.2), 10_000: (120, 3.0)}
_SHARE = 0.72


def draw_people(
    affected: float, out_of: int, *, title: str, description: str, target: Target = "page", prefix: str = "people"
) -> str:
    """Return a field of squares as SVG; ``affected`` is rounded to whole squares.

    Raises ValueError for another size than 100, 1,000 or 10,000, and for more affected than there are.
    """
    if out_of not in _GRIDS:
        raise ValueError(f"There is no field of {out_of}; choose {', '.join(map(str, _GRIDS))}.")
    if not 0 <= affected <= out_of:
        raise ValueError(f"{affected:g} of {out_of} cannot be.")
    in_row, step = _GRIDS[out_of]
    rows = -(-out_of // in_row)
    canvas = Canvas(in_row * step, rows * step, title, description, target, prefix)
    marked = round(affected)
    if out_of > 100:
        # One shape for each state: ten thousand elements would weigh more than the page around them.
        _draw_many(canvas, marked, out_of, in_row, step)
        return canvas.svg()
    for number in range(out_of):
        canvas.polygon(
            _square(number, in_row, step), fill="copper" if number < marked else None,
            stroke="copper" if number < marked else "soft", width=0.8,
        )  # fmt: skip
    return canvas.svg()


def _square(number: int, in_row: int, step: float) -> list[tuple[float, float]]:
    row, column = divmod(number, in_row)
    gap = step * (1 - _SHARE) / 2
    x, y, side = column * step + gap, row * step + gap, step * _SHARE
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


def _draw_many(canvas: Canvas, marked: int, out_of: int, in_row: int, step: float) -> None:
    """Draw each row of squares as one dashed line, as long as the squares are high."""
    gap = step * (1 - _SHARE) / 2
    dash = f"{step * _SHARE:g} {step * (1 - _SHARE):g}"
    for start in range(0, out_of, in_row):
        y = (start // in_row + 0.5) * step
        end = min(in_row, out_of - start) * step - gap
        canvas.line(gap, y, end, y, tone="rule", width=step * _SHARE, dash=dash)
    for number in range(marked):
        # A single square among thousands is drawn larger than its neighbours, or nobody would find it.
        (left, top), _, (right, bottom), _ = _square(number, in_row, step)
        more = step * 0.3 if marked * 100 < out_of else 0.0
        corners = [(left, top), (right + more, top), (right + more, bottom + more), (left, bottom + more)]
        canvas.polygon(corners, fill="copper")
