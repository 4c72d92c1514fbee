"""Read a template as a type checker reads code: every name and attribute in every branch, against declared types.

`faults_of(SiteSearchPage)` returns a sentence for each variable that nobody gives and each attribute that its type does
not have; `unread_of` names the fields that the template never reads, `unread_in_parts` those of the values that stand
in pages, however deep, that no template reads. What has no type that can be followed (the outcome of a filter, Any, a
class of another library) is taken as it is; templates of other packages, such as the frame of Wagtail's editor, are not
read, only what ours put into them.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.db import models
from django.template import Node, NodeList
from django.template.base import FilterExpression, Template, Variable, VariableNode
from django.template.defaulttags import ForNode, IfChangedNode, IfNode, WithNode
from django.template.library import SimpleNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import BlockTranslateNode
from django.utils.functional import Promise
from django.utils.functional import cached_property as django_cached_property

from drypoint.foundation.look.templatetags.look import kept
from drypoint.public.website.drawn import ForEverybody, PublicPage
from drypoint.public.website.furniture import Furniture
from tests.conftest import ROOT

# What every page is given by the context processors and by Django, and what the frames of foundation/look do without.
_BY_DJANGO = "True False None block request user perms messages csrf_token DEFAULT_MESSAGE_LEVELS"
_BY_US = "LANGUAGES LANGUAGE_CODE LANGUAGE_BIDI practice nav desk_search_url account_nav signed_in_as on_page"
_BY_RIGHTS = "restrained desk_search_keys"
_BY_THE_FRAME = "theme page_language desk_url home_url menu languages breadcrumb footer_menu page_description"
GIVEN: dict[str, Any] = dict.fromkeys(f"{_BY_DJANGO} {_BY_US} {_BY_RIGHTS} {_BY_THE_FRAME}".split(), Any)
# What is drawn without a request is given nothing besides; the frames do without these of pages of the site.
WITHOUT_A_REQUEST: dict[str, Any] = dict.fromkeys(("True", "False", "None", "block"), Any)
FRAME_OF_SITE: dict[str, Any] = dict.fromkeys(("theme", "page_description"), Any)
_UNKNOWN = object()
Scope = dict[str, Any]


class Reader:
    """Walks one template with all that it extends and includes."""

    def __init__(self, given: Scope = GIVEN) -> None:
        self.given = given
        self.faults: list[str] = []
        self.read: set[tuple[type, str]] = set()
        self.names: set[str] = set()
        self.templates: set[str] = set()
        self._where: list[str] = []

    def template(self, name: str, scope: Scope) -> None:
        """Read a template by its name."""
        template = get_template(name).template
        assert isinstance(template, Template)
        if not _is_ours(template):
            return
        self.templates.add(name)
        self._where.append(name)
        self._page(template, dict(scope), {})
        self._where.pop()

    def _page(self, template: Template, scope: Scope, taken: dict[str, BlockNode]) -> None:
        for node in template.nodelist:
            if isinstance(node, ExtendsNode):
                blocks = {**node.blocks, **taken}
                for inner in node.nodelist:
                    if not isinstance(inner, BlockNode):
                        self.node(inner, scope)
                parent = get_template(node.parent_name.var).template
                if not _is_ours(parent):
                    self._blocks = {}
                    self.nodes(blocks.values(), scope)
                    return
                self.templates.add(str(parent.name))
                self._where.append(str(parent.name))
                self._page(parent, dict(scope), blocks)
                self._where.pop()
                return
        self._blocks = taken
        self.nodes(template.nodelist, scope)

    _blocks: dict[str, BlockNode] = {}
    _at: Any = ""

    def nodes(self, nodelist: Iterable[Node], scope: Scope) -> None:
        """Read nodes one after another; a tag that sets a variable sets it for those that follow."""
        for node in nodelist:
            self.node(node, scope)

    def node(self, node: Node, scope: Scope) -> None:
        """Read one node with all that stands in it."""
        self._at = node.origin.template_name if getattr(node, "origin", None) else self._at
        special: list[tuple[type, Callable[[Any, Scope], None]]] = [
            (VariableNode, lambda found, inner: self._of(found.filter_expression, inner) and None),
            (BlockNode, self._block),
            (ForNode, self._for),
            (WithNode, self._with),
            (IfNode, self._if),
            (IfChangedNode, self._if_changed),
            (IncludeNode, self._include),
            (BlockTranslateNode, self._translate),
            (SimpleNode, self._tag),
        ]
        for kind, handle in special:
            if isinstance(node, kind):
                handle(node, scope)
                return
        self._any(node, scope)

    def _block(self, node: BlockNode, scope: Scope) -> None:
        self.nodes(self._blocks.get(node.name, node).nodelist, dict(scope))

    def _for(self, node: ForNode, scope: Scope) -> None:
        element = _element_of(self._of(node.sequence, scope))
        names = node.loopvars
        if len(names) == 1:
            inner = {names[0]: element}
        else:
            parts = typing.get_args(element) if typing.get_origin(element) is tuple else ()
            inner = {name: parts[place] if place < len(parts) else Any for place, name in enumerate(names)}
        self.nodes(node.nodelist_loop, {**scope, **inner, "forloop": Any})
        self.nodes(node.nodelist_empty, dict(scope))

    def _with(self, node: WithNode, scope: Scope) -> None:
        self.nodes(
            node.nodelist, {**scope, **{name: self._of(value, scope) for name, value in node.extra_context.items()}}
        )

    def _if(self, node: IfNode, scope: Scope) -> None:
        for condition, nodelist in node.conditions_nodelists:
            self._condition(condition, scope)
            self.nodes(nodelist, dict(scope))

    def _condition(self, condition: Any, scope: Scope) -> None:
        for part in ("first", "second"):
            if getattr(condition, part, None) is not None:
                self._condition(getattr(condition, part), scope)
        value = getattr(condition, "value", None)
        if isinstance(value, FilterExpression):
            self._of(value, scope)

    def _if_changed(self, node: IfChangedNode, scope: Scope) -> None:
        for expression in node._varlist:
            self._of(expression, scope)
        self.nodes(node.nodelist_true, dict(scope))
        self.nodes(node.nodelist_false, dict(scope))

    def _include(self, node: IncludeNode, scope: Scope) -> None:
        given = {name: self._of(value, scope) for name, value in node.extra_context.items()}
        name = node.template.var
        if isinstance(name, str):
            self._included(name, {**(self.given if node.isolated_context else scope), **given})
        else:
            self._of(node.template, scope)

    def _included(self, name: str, scope: Scope) -> None:
        if name in self._where:
            return
        blocks, self._blocks = self._blocks, {}
        self.template(name, scope)
        self._blocks = blocks

    def _tag(self, node: SimpleNode, scope: Scope) -> None:
        self._any(node, scope)
        if node.func is kept:
            given = {name: self._of(value, scope) for name, value in node.kwargs.items()}
            self._included(node.args[0].var, {**WITHOUT_A_REQUEST, **given})

    def _translate(self, node: BlockTranslateNode, scope: Scope) -> None:
        inner = {**scope, **{name: self._of(value, scope) for name, value in node.extra_context.items()}}
        if node.countervar:
            inner[node.countervar] = self._of(node.counter, scope)
        for token in (*node.singular, *(node.plural or ())):
            if token.token_type.name == "VAR":
                self._path(token.contents.partition("|")[0].strip(), inner)
        if node.asvar:
            scope[node.asvar] = Any

    def _any(self, node: Node, scope: Scope) -> None:
        for name, value in vars(node).items():
            for expression in _expressions(value):
                self._of(expression, scope)
            if isinstance(value, NodeList):
                self.nodes(value, dict(scope))
            if name in {"asvar", "target_var", "variable", "var_name"} and isinstance(value, str):
                scope[value] = Any

    def _of(self, expression: Any, scope: Scope) -> Any:
        """Return the type of an expression; Any after a filter."""
        for _function, arguments in expression.filters:
            for is_variable, argument in arguments:
                if is_variable and isinstance(argument, Variable):
                    self._path(str(argument.var), scope, argument)
        if not isinstance(expression.var, Variable):
            return type(expression.var)
        found = self._path(str(expression.var.var), scope, expression.var)
        return found if not expression.filters else Any

    def _path(self, path: str, scope: Scope, variable: Variable | None = None) -> Any:
        if variable is not None and variable.lookups is None:
            return type(variable.literal)
        first, *rest = path.split(".")
        if first not in scope:
            self._fault(f"nobody gives “{first}”")
            return Any
        self.names.add(first)
        kind = scope[first]
        for attribute in rest:
            found = self._attribute(kind, attribute)
            if found is _UNKNOWN:
                self._fault(f"“{path}”: {_name_of(kind)} has no “{attribute}”")
                return Any
            kind = found
        return kind

    def _fault(self, sentence: str) -> None:
        sentence = f"{self._at}: {sentence}."
        if sentence not in self.faults:
            self.faults.append(sentence)

    def _attribute(self, kind: Any, attribute: str) -> Any:
        if kind is Any or kind is None:
            return Any
        if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
            options = [one for one in typing.get_args(kind) if one is not type(None)]
            found = [self._attribute(one, attribute) for one in options]
            return next((one for one in found if one is not _UNKNOWN), _UNKNOWN)
        origin, arguments = typing.get_origin(kind) or kind, typing.get_args(kind)
        if not isinstance(origin, type):
            return Any
        if issubclass(origin, str | Promise):
            return Any if hasattr(str, attribute) else _UNKNOWN
        if issubclass(origin, Mapping) and not hasattr(origin, attribute):
            return arguments[1] if len(arguments) > 1 else Any
        if attribute.isdigit():
            return _element_of(kind, int(attribute))
        self.read.add((origin, attribute))
        if issubclass(origin, Mapping):
            key, value = arguments if len(arguments) > 1 else (Any, Any)
            return {"items": list[tuple[key, value]], "values": list[value], "keys": list[key]}.get(attribute, Any)  # type: ignore[valid-type]
        if issubclass(origin, forms.BaseForm):
            return Any if attribute in getattr(origin, "base_fields", {}) or hasattr(origin, attribute) else _UNKNOWN
        if issubclass(origin, models.Model):
            return _of_model(origin, attribute)
        return _of_class(origin, attribute)


def _is_ours(template: Any) -> bool:
    return ROOT / "src" in Path(template.origin.name).parents


def _name_of(kind: Any) -> str:
    return getattr(kind, "__name__", str(kind))


def _expressions(value: Any) -> list[FilterExpression]:
    if isinstance(value, FilterExpression):
        return [value]
    if isinstance(value, Mapping):
        return [one for part in value.values() for one in _expressions(part)]
    if isinstance(value, list | tuple) and not isinstance(value, NodeList):
        return [one for part in value for one in _expressions(part)]
    return []


def _element_of(kind: Any, place: int = 0) -> Any:
    """Return what a loop over the type yields."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return _element_of(next(one for one in typing.get_args(kind) if one is not type(None)), place)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        return arguments[place] if place < len(arguments) else Any
    if isinstance(origin, type) and issubclass(origin, Iterable) and arguments:
        return arguments[0]
    return Any


def _of_model(model: type[models.Model], attribute: str) -> Any:
    if attribute == "pk":
        return int
    fields = {field.name: field for field in model._meta.get_fields()}
    if attribute in fields:
        related: Any = fields[attribute].related_model
        if related is None:
            return _python(fields[attribute])
        return Any if fields[attribute].one_to_many or fields[attribute].many_to_many else related
    return _of_class(model, attribute)


def _python(field: Any) -> Any:
    kinds: list[tuple[type, Any]] = [(models.CharField, str), (models.TextField, str), (models.IntegerField, int)]
    return next((kind for field_class, kind in kinds if isinstance(field, field_class)), Any)


def _of_class(kind: type, attribute: str) -> Any:
    hints = _hints(kind)
    if attribute in hints:
        return hints[attribute]
    found = inspect.getattr_static(kind, attribute, _UNKNOWN)
    if found is _UNKNOWN:
        is_ours = kind.__module__.startswith(("drypoint", "tests"))
        return _UNKNOWN if is_ours and not hasattr(kind, attribute) else Any
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, cached_property | django_cached_property):
        found = found.func
    if inspect.isfunction(found):
        return _hints(found).get("return", Any)
    return Any


def _hints(of: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(of)
    except (NameError, TypeError):
        return {}


def context_of(shown: type) -> dict[str, Any]:
    """Return what a presenter's dataclass gives its template.

    A page gives its fields, a page of the site those of the furniture as well, a fragment itself as `shown`.
    """
    template: str = shown.template  # type: ignore[attr-defined]
    if template.rpartition("/")[2].startswith("_"):
        return {"shown": shown}
    context = _fields(shown)
    if issubclass(shown, PublicPage):
        del context["furniture"]
        return {**_fields(Furniture), **context}
    return context


def _fields(shown: type) -> dict[str, Any]:
    hints = typing.get_type_hints(shown)
    return {field.name: hints[field.name] for field in dataclasses.fields(shown)}


def given_to(shown: type) -> Scope:
    """Return what the template of a presenter's dataclass is given besides, by those who show it."""
    if issubclass(shown, PublicPage):
        return {**FRAME_OF_SITE, **WITHOUT_A_REQUEST}
    return WITHOUT_A_REQUEST if issubclass(shown, ForEverybody) else GIVEN


def read(shown: type) -> Reader:
    """Read the template of a presenter's dataclass."""
    reader = Reader(given_to(shown))
    reader.template(shown.template, {**reader.given, **context_of(shown)})  # type: ignore[attr-defined]
    return reader


def faults_of(shown: type) -> list[str]:
    """Return what the template of a presenter's dataclass reads that it is not given, as sentences."""
    return read(shown).faults


def unread_of(shown: type) -> list[str]:
    """Return the fields of a presenter's dataclass that its template never reads."""
    reader = read(shown)
    names = {field.name for field in dataclasses.fields(shown)} - {"furniture"}
    is_part = context_of(shown).get("shown") is shown
    found = {name for kind, name in reader.read if kind is shown} if is_part else reader.names
    return sorted(names - found)


def room_of(module: str) -> str:
    """Return the room in whose folder a module lies, such as drypoint.public.website; a test is its own."""
    return ".".join(module.split(".")[:3]) if module.startswith("drypoint.") else module


def parts_of(shown: type) -> set[type]:
    """Return the dataclasses that stand in the fields of one, however deep.

    Of the same module, and of the same room where the template is given nothing but what is drawn.
    """
    found: set[type] = set()
    waiting: list[Any] = [kind for kind in _hints(shown).values() if kind is not Furniture]
    place_of = room_of if issubclass(shown, ForEverybody) else str
    while waiting:
        kind = waiting.pop()
        waiting += typing.get_args(kind)
        is_ours = dataclasses.is_dataclass(kind) and place_of(kind.__module__) == place_of(shown.__module__)
        if is_ours and kind not in found:
            found.add(kind)
            waiting += _hints(kind).values()
    return found


def unread_in_parts(presented: Iterable[type]) -> list[str]:
    """Return "Class.field" for what no template reads, neither by its name nor through a property that it reads."""
    pages = list(presented)
    seen = {one for shown in pages for one in read(shown).read}
    parts = {part for shown in pages for part in parts_of(shown)} - set(pages)
    unread = []
    for part in parts:
        names = {name for kind, name in seen if kind is part}
        code = [_code_of(inspect.getattr_static(part, name, None)) for name in names]
        names |= {name for one in code if one for name in one.co_names}
        unread += [f"{part.__name__}.{field.name}" for field in dataclasses.fields(part) if field.name not in names]
    return sorted(unread)


def _code_of(found: Any) -> types.CodeType | None:
    function = getattr(found, "fget", None) or getattr(found, "func", None) or found
    return getattr(function, "__code__", None)
