"""Put a mutant into the running process: whoever holds a function, a table or a view gets the changed one.

This is done in a forked child and never taken back. A function keeps its identity and gets other code, so that every
import of it changes with it; a table is made anew, and with it what its module made of it.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.mutants.changing import MODULE, Mutant, assignments

Place = tuple[str, int]  # qualified name, first line


class CannotPutError(RuntimeError):
    """The change cannot be made in a running process. That says nothing about the tests."""


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """Give a code object and all that stand inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


@dataclass
class Loaded:
    """A module that is to be changed, with the functions of it that are alive anywhere in the process."""

    module: ModuleType
    living: dict[Place, list[FunctionType]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for thing in gc.get_objects():
            if type(thing) is FunctionType and thing.__code__.co_filename == self.path:
                code = thing.__code__
                self.living[code.co_qualname, code.co_firstlineno].append(thing)

    @property
    def path(self) -> str:
        assert self.module.__file__
        return self.module.__file__

    def put(self, mutant: Mutant) -> None:
        """Change the process. Raises whatever the changed source raises when it is run: such a mutant is dead."""
        mutant.edit()
        tree = ast.fix_missing_locations(mutant.tree)
        if mutant.decorator is not None:
            self._put_decorated(tree, mutant.place)
        elif mutant.place.startswith(f"{MODULE}."):
            self._put_tables(tree, mutant.place.removeprefix(f"{MODULE}."))
        else:
            self._put_functions(tree, mutant.place)
        for thing in vars(self.module).values():
            if callable(getattr(thing, "cache_clear", None)):
                thing.cache_clear()

    def _put_functions(self, tree: ast.Module, place: str) -> None:
        _keep_closures(tree, self.living)
        whole = compile(tree, self.path, "exec", dont_inherit=True)
        changed = 0
        for code in codes_in(whole):
            inside = code.co_qualname == place or code.co_qualname.startswith(f"{place}.<locals>.")
            for function in self.living.get((code.co_qualname, code.co_firstlineno), ()) if inside else ():
                if function.__code__.co_freevars != code.co_freevars:
                    raise CannotPutError(f"{code.co_qualname} closes over other names.")
                function.__code__ = code
                changed += 1
        if not changed:
            raise CannotPutError(f"There is no living function {place} in {self.path}.")

    def _put_tables(self, tree: ast.Module, name: str) -> None:
        space = vars(self.module)
        changed: set[str] = set()
        for assigned, statement in assignments(tree):
            assert statement.value is not None
            used = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
            if assigned == name or used & changed:
                changed.add(assigned)
                value = ast.Expression(statement.value)
                new = eval(compile(value, self.path, "eval", dont_inherit=True), space)
                _rebind(assigned, space[assigned], new)

    def _put_decorated(self, tree: ast.Module, place: str) -> None:
        node = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == place)
        old = getattr(self.module, place)
        new: Any = old
        while hasattr(new, "__wrapped__"):
            new = new.__wrapped__
        for decorator in reversed(node.decorator_list):
            expression = compile(ast.Expression(decorator), self.path, "eval", dont_inherit=True)
            new = eval(expression, vars(self.module))(new)
        _rebind(place, old, new)
        for pattern in _patterns(get_resolver()):
            if pattern.callback is old:
                pattern.callback = new


def _rebind(name: str, old: object, new: object) -> None:
    for module in list(sys.modules.values()):
        space = getattr(module, "__dict__", {})
        if space.get(name) is old and str(space.get("__name__", "")).startswith("drypoint"):
            space[name] = new


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry)
        else:
            yield entry


def _keep_closures(tree: ast.Module, living: dict[Place, list[FunctionType]]) -> None:
    """Mention what a function closes over where a change took the only mention away: Python swaps like for like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            lines = {node.lineno, *(decorator.lineno for decorator in node.decorator_list)}
            for (qualname, line), functions in living.items():
                names = functions[0].__code__.co_freevars
                if names and line in lines and qualname.rpartition(".")[2] == node.name:
                    mention = ast.parse(f"if 0: ({', '.join(names)},)").body
                    node.body = [*node.body[:1], *mention, *node.body[1:]]
    ast.fix_missing_locations(tree)
