"""Every small change of a module's source that a test ought to notice.

A mutant is known by what stands in the source (the function, the old text, the new text), so that its name outlives
lines that move. Changes that no test could tell from the original are left out: what is written to the log, types,
docstrings.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

DROP, COMPARE, LOGIC, NUMBER, RETURN, FILTER, ELEMENT, DECORATOR, SUM, WORD = (
    "statement dropped",
    "comparison changed",
    "condition changed",
    "constant changed",
    "other value returned",
    "filter dropped",
    "element dropped",
    "decorator dropped",
    "sum changed",
    "function changed",
)
MODULE = "<module>"
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
}
_WORDS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_FILTERS = {"filter", "exclude", "get"}
_LOGS = {"log", "logger", "logging", "warnings"}
# Without these a function is another kind of thing, and every test of it fails.
_NO_GUARDS = {"property", "staticmethod", "classmethod", "contextmanager", "wraps", "overload", "dataclass", "setter"}
_CACHES = {"cache", "lru_cache", "cached_property"}

Node = ast.AST
Edit = Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    """One change. place is the qualified name of the function, or "<module>." and the name that is assigned.

    tree is shared by all mutants of a file; it holds the change between edit and undo alone.
    """

    place: str
    operator: str
    change: str
    number: int
    tree: ast.Module
    edit: Edit
    undo: Edit
    decorator: int | None = None

    @property
    def is_everywhere(self) -> bool:
        """Say whether it reaches tests of which none calls a changed function."""
        return self.place.startswith(MODULE) or self.decorator is not None

    @property
    def key(self) -> str:
        """Return what names the mutant in lists: place and change, with a number where a function has it twice."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.place}: {self.change}{again}"


@dataclass(frozen=True)
class _Change:
    operator: str
    old: str
    new: str
    edit: Edit
    undo: Edit
    decorator: int | None = None


def short(node: Node) -> str:
    """Return the source of a node on one line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 160 else f"{text[:157]}…"


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Mutant] = []
    seen: Counter[tuple[str, str]] = Counter()

    def add(place: str, change: _Change) -> None:
        text = f"{change.old} → {change.new}"
        seen[place, text] += 1
        number = seen[place, text]
        found.append(Mutant(place, change.operator, text, number, tree, change.edit, change.undo, change.decorator))

    for place, function in _functions(tree.body, ""):
        for change in (*_decorators(function, place), *_in_body(function)):
            add(place, change)
    for name, statement in assignments(tree):
        if statement.value is not None and not _is_plain(statement.value):
            for change in (*_shorter_tables(statement), *_in_value(statement, "value")):
                add(f"{MODULE}.{name}", change)
    return found


def _shorter_tables(statement: ast.Assign | ast.AnnAssign) -> Iterator[_Change]:
    """Give each table of a module's own level without one of its lines."""
    assert statement.value is not None
    for node in ast.walk(statement.value):
        for field, inner in ast.iter_fields(node):
            if isinstance(inner, ast.expr) and not isinstance(node, ast.Compare):
                yield from _shorter_at(node, field, inner)
            elif isinstance(inner, list) and isinstance(node, ast.Call):
                for index, part in enumerate(inner):
                    if isinstance(part, ast.expr):
                        yield from _shorter_at(node, field, part, index)
    yield from _shorter_at(statement, "value", statement.value)


def _shorter_at(parent: Node, field: str, value: ast.expr, index: int | None = None) -> Iterator[_Change]:
    if not isinstance(value, (ast.Set, ast.List, ast.Tuple)):
        return
    for place, element in enumerate(value.elts):
        edit, undo = _replaced(parent, field, ast.copy_location(_without(value, place), value), index)
        yield _Change(ELEMENT, short(element), "nothing", edit, undo)


def assignments(tree: ast.Module) -> Iterator[tuple[str, ast.Assign | ast.AnnAssign]]:
    """Give every name that the module assigns at its own level, with the statement."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        else:
            continue
        if isinstance(target, ast.Name) and target.id != "__all__":
            yield target.id, statement


def _is_plain(value: ast.expr) -> bool:
    """Say whether a value is a text or names a type: there is no rule in it."""
    return isinstance(value, ast.Subscript) or (isinstance(value, ast.Constant) and isinstance(value.value, str))


def _functions(body: list[ast.stmt], outer: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield f"{outer}{node.name}", node
        elif isinstance(node, ast.ClassDef) and node.name != "Meta":
            yield from _functions(node.body, f"{outer}{node.name}.")


def _replaced(parent: Node, field: str, new: object, index: int | None = None) -> tuple[Edit, Edit]:
    if index is None:
        old = getattr(parent, field)
        return lambda: setattr(parent, field, new), lambda: setattr(parent, field, old)
    holder = getattr(parent, field)
    held = holder[index]
    return lambda: holder.__setitem__(index, new), lambda: holder.__setitem__(index, held)


def _removed(parent: Node, field: str, index: int) -> tuple[Edit, Edit]:
    holder = getattr(parent, field)
    held = holder[index]
    return lambda: holder.__delitem__(index), lambda: holder.insert(index, held)


def _decorator_name(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]


def _decorators(function: ast.FunctionDef, place: str) -> Iterator[_Change]:
    if "." in place:
        return
    for index, node in enumerate(function.decorator_list):
        if _decorator_name(node) not in _NO_GUARDS | _CACHES:
            edit, undo = _removed(function, "decorator_list", index)
            yield _Change(DECORATOR, f"@{short(node)}", "nothing", edit, undo, index)


def _in_body(function: ast.FunctionDef) -> Iterator[_Change]:
    start = 1 if ast.get_docstring(function) is not None else 0
    yield from _in_statements(function, "body", start, is_outermost=True)


def _in_statements(parent: Node, field: str, start: int = 0, *, is_outermost: bool = False) -> Iterator[_Change]:
    body: list[ast.stmt] = getattr(parent, field)
    for index, statement in list(enumerate(body))[start:]:
        if _may_be_dropped(statement, is_last=is_outermost and index == len(body) - 1):
            edit, undo = _replaced(parent, field, ast.copy_location(ast.Pass(), statement), index)
            yield _Change(DROP, short(statement), "nothing", edit, undo)
        yield from _in_node(statement)


def _may_be_dropped(statement: ast.stmt, *, is_last: bool) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call) and not _logs(statement.value)
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, (ast.Attribute, ast.Subscript)) for target in statement.targets)
    if isinstance(statement, ast.Return):
        return not is_last
    return isinstance(statement, (ast.Raise, ast.AugAssign, ast.Delete, ast.Continue, ast.Break))


def _logs(call: ast.Call) -> bool:
    return ast.unparse(call.func).partition(".")[0] in _LOGS


def _in_node(node: Node) -> Iterator[_Change]:
    """Walk a statement: its own change first, then what stands in it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _logs(node.value):
        return
    if isinstance(node, ast.Return) and node.value is not None:
        yield from _other_return(node)
    if isinstance(node, (ast.If, ast.While, ast.IfExp)) and not _is_negatable(node.test):
        yield _negated(node, "test")
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "decorator_list", "returns", "args"} and not isinstance(node, ast.Call):
            continue
        if isinstance(value, list):
            if value and isinstance(value[0], ast.stmt):
                yield from _in_statements(node, field)
            else:
                for index, part in enumerate(value):
                    yield from _in_part(node, field, part, index)
        else:
            yield from _in_part(node, field, value)


def _in_part(parent: Node, field: str, value: object, index: int | None = None) -> Iterator[_Change]:
    if isinstance(value, ast.expr):
        yield from _in_value(parent, field, index)
    elif isinstance(value, ast.comprehension):
        for number, _condition in enumerate(value.ifs):
            yield _negated(value, "ifs", number)
        yield from _in_node(value)
    elif isinstance(value, (ast.keyword, ast.withitem, ast.excepthandler, ast.match_case)):
        yield from _in_node(value)


def _in_value(parent: Node, field: str, index: int | None = None) -> Iterator[_Change]:
    value: ast.expr = getattr(parent, field) if index is None else getattr(parent, field)[index]
    for operator, new in _others(value):
        edit, undo = _replaced(parent, field, ast.copy_location(new, value), index)
        yield _Change(operator, short(value), short(new), edit, undo)
    yield from _in_node(value)


def _others(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Give what may stand in the place of an expression."""
    if isinstance(value, ast.Compare):
        yield from _compared_otherwise(value)
    elif isinstance(value, ast.BoolOp):
        yield from _with_less(value)
    elif isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        yield LOGIC, value.operand
    elif isinstance(value, ast.BinOp) and type(value.op) in _SUMS and not _is_text(value):
        yield SUM, ast.BinOp(value.left, _SUMS[type(value.op)](), value.right)
    elif isinstance(value, ast.Constant):
        yield from ((NUMBER, ast.Constant(other)) for other in _other_constants(value.value))
    elif isinstance(value, ast.Call):
        yield from _called_otherwise(value)


def _compared_otherwise(value: ast.Compare) -> Iterator[tuple[str, ast.expr]]:
    for place, operator in enumerate(value.ops):
        for other in _COMPARED[type(operator)]:
            ops = [*value.ops[:place], other(), *value.ops[place + 1 :]]
            yield COMPARE, ast.Compare(value.left, ops, value.comparators)
    last = value.comparators[-1]
    if isinstance(last, (ast.Set, ast.List, ast.Tuple)) and isinstance(value.ops[-1], (ast.In, ast.NotIn)):
        for place in range(len(last.elts)):
            yield ELEMENT, ast.Compare(value.left, value.ops, [*value.comparators[:-1], _without(last, place)])


def _with_less(value: ast.BoolOp) -> Iterator[tuple[str, ast.expr]]:
    yield LOGIC, ast.BoolOp(ast.Or() if isinstance(value.op, ast.And) else ast.And(), value.values)
    for place in range(len(value.values)):
        rest = [*value.values[:place], *value.values[place + 1 :]]
        yield LOGIC, ast.BoolOp(value.op, rest) if len(rest) > 1 else rest[0]


def _other_constants(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    return (value + 1, value - 1) if isinstance(value, (int, float)) else ()


def _is_text(value: ast.BinOp) -> bool:
    parts = (value.left, value.right)
    return any(isinstance(part, (ast.JoinedStr, ast.Constant)) and not _is_number(part) for part in parts)


def _is_number(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, (int, float))


def _without(value: ast.Set | ast.List | ast.Tuple, place: int) -> ast.expr:
    rest = [*value.elts[:place], *value.elts[place + 1 :]]
    if isinstance(value, ast.Set):
        return ast.Set(rest) if rest else ast.Call(ast.Name("set", ast.Load()), [], [])
    return type(value)(rest, ast.Load())


def _called_otherwise(value: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(value.func, ast.Name) and value.func.id in _WORDS:
        yield WORD, ast.Call(ast.Name(_WORDS[value.func.id], ast.Load()), value.args, value.keywords)
    if isinstance(value.func, ast.Attribute) and value.func.attr in _FILTERS and value.keywords:
        if value.func.attr == "get" and len(value.keywords) == 1:
            return
        for place in range(len(value.keywords)):
            rest = [*value.keywords[:place], *value.keywords[place + 1 :]]
            yield FILTER, ast.Call(value.func, value.args, rest)


def _is_negatable(test: ast.expr) -> bool:
    """Say whether the expression's own changes negate it already."""
    return isinstance(test, ast.Compare) or (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not))


def _negated(parent: Node, field: str, index: int | None = None) -> _Change:
    test: ast.expr = getattr(parent, field) if index is None else getattr(parent, field)[index]
    new = ast.copy_location(ast.UnaryOp(ast.Not(), test), test)
    edit, undo = _replaced(parent, field, new, index)
    return _Change(LOGIC, short(test), f"not ({short(test)})", edit, undo)


def _other_return(node: ast.Return) -> Iterator[_Change]:
    assert node.value is not None
    if isinstance(node.value, (ast.Compare, ast.BoolOp)) or (
        isinstance(node.value, ast.UnaryOp) and isinstance(node.value.op, ast.Not)
    ):
        others: list[object] = [True, False]
    elif isinstance(node.value, ast.Constant):
        others = [] if node.value.value is None or isinstance(node.value.value, (bool, int)) else [None]
    else:
        others = [None]
    for other in others:
        edit, undo = _replaced(node, "value", ast.copy_location(ast.Constant(other), node.value))
        yield _Change(RETURN, short(node), f"return {other}", edit, undo)
