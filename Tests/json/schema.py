#!/usr/bin/env python3
"""Checks experiments/schema.json with the jsonschema package: the shipped definitions pass, a list
of mistaken ones (definitions.json, which the Swift tests hold against the decoder) fails, and what a
definition that extends another may leave out passes.

    pip install jsonschema; python3 Tests/json/schema.py
"""

import copy
import json
import pathlib
import sys

import jsonschema

EXPERIMENTS = pathlib.Path(__file__).parent.parent.parent / "experiments"
CASES = json.loads((pathlib.Path(__file__).parent / "definitions.json").read_text())


def changed(definition, change):
    result = copy.deepcopy(definition)
    owner = result
    *parents, last = change["path"].split(".")
    for key in parents:
        owner = owner[int(key)] if isinstance(owner, list) else owner[key]
    last = int(last) if isinstance(owner, list) else last
    if "missing" in change:
        del owner[last]
    else:
        owner[last] = change["value"]
    return result


def main():
    schema = json.loads((EXPERIMENTS / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    shipped = {
        path.stem: json.loads(path.read_text())
        for path in sorted(EXPERIMENTS.glob("*.json")) if path.name != "schema.json"
    }
    base = shipped["lenet5-sgd"]
    cases = [(f"{name} as shipped", value, True) for name, value in shipped.items()]
    for valid, kind in ((True, "right"), (False, "wrong")):
        cases += [(str(change), changed(base, change), valid) for change in CASES[kind]]
        cases += [
            (f"extends with {part}", {"extends": "lenet5-sgd"} | part, valid)
            for part in CASES[kind + "_extending"]
        ]
    wrong = [name for name, value, valid in cases if validator.is_valid(value) != valid]
    for name in wrong:
        print(f"the schema is wrong about: {name}", file=sys.stderr)
    print(f"{len(cases) - len(wrong)} of {len(cases)} definitions judged right")
    sys.exit(1 if wrong else 0)


main()
