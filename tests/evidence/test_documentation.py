"""What the manual says must be what there is."""

import argparse
import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import drypoint.knowledge.evidence as package
from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.knowledge.evidence.pooling import METHODS
from drypoint.knowledge.figures.command import add_arguments

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_measure_and_method_is_in_the_manual():
    assert [code for code in (*MEASURES, *METHODS, "MH") if f"`{code}`" not in REFERENCE] == []


def test_every_action_and_option_is_in_the_manual():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    actions = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction)).choices
    options = {
        option for one in actions.values() for option in one._option_string_actions if option.startswith("--")
    } - {"--help", "--output"}
    assert [name for name in actions if name not in REFERENCE] == []
    assert [option for option in sorted(options) if option not in REFERENCE] == []


def test_the_example_in_the_manual_runs(capsys):
    code = REFERENCE.split("```python\n")[1].split("```")[0]
    exec(compile(code, "manual", "exec"), {})
    assert capsys.readouterr().out.startswith("-0.8")
