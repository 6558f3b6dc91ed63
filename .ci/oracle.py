"""Runs the reference model against leadq, with the model's known errors mended.

    oracle.py MODEL run --leadq COMMAND [--seed S] [--sets N] [--leads M]

The model lists questions in rule-set order throughout. The contract says
"first by decisive, then in rule-set order"; so here the decisive ones, and the
others, are each compared in that order, and that the decisive ones come first.
"""
import importlib.util
import sys

spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
model = importlib.util.module_from_spec(spec)
sys.modules["oracle"] = model
spec.loader.exec_module(model)
compare = model.differences


def differences(want, have):
    asked = have.get("ask") or []
    flags = [bool(q.get("decisive")) for q in asked]
    wanted = [q["path"] for q in want["ask"]]
    in_order = flags == sorted(flags, reverse=True)
    for decisive in (True, False):
        got = [q["path"] for q in asked if bool(q.get("decisive")) == decisive and q["path"] in wanted]
        in_order = in_order and got == sorted(got, key=wanted.index)
    if in_order:
        rank = {path: i for i, path in enumerate(wanted)}
        have = {**have, "ask": sorted(asked, key=lambda q: rank.get(q["path"], len(wanted)))}
    return compare(want, have)


model.differences = differences
sys.argv = sys.argv[1:]
sys.exit(model.main())
