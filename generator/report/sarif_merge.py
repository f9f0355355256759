"""SARIF reports of several shards in, one of the whole out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.report.sarif import SCHEMA, TOOL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Json = dict[str, Any]


def merged_sarif(logs: Sequence[Json]) -> str:
    """One run with the findings of all, in order of their places: code scanning takes one run of each category.

    Raises:
        ValueError: One of them is no report of taskplate.
    """
    try:
        runs = [_run(log) for log in logs]
        rules = {rule["id"]: rule for run in runs for rule in run["tool"]["driver"]["rules"]}
        indices = {name: index for index, name in enumerate(sorted(rules))}
        results = [{**result, "ruleIndex": indices[result["ruleId"]]} for run in runs for result in run["results"]]
        driver = {**runs[0]["tool"]["driver"], "rules": [rules[name] for name in indices]}
        run = {
            **runs[0],
            "tool": {"driver": driver},
            "invocations": [_invocation(each for run in runs for each in run["invocations"])],
            "results": sorted(results, key=_order),
        }
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ValueError("it is not as taskplate writes it") from None
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _run(log: Json) -> Json:
    (run,) = log["runs"]
    if run["tool"]["driver"]["name"] != TOOL:
        raise KeyError(TOOL)
    known: Json = run
    return known


def _invocation(invocations: Iterable[Json]) -> Json:
    every = list(invocations)
    told = [notice for each in every for notice in each.get("toolExecutionNotifications", ())]
    invocation: Json = {"executionSuccessful": all(each["executionSuccessful"] for each in every)}
    if told:
        invocation["toolExecutionNotifications"] = [each for i, each in enumerate(told) if each not in told[:i]]
    return invocation


def _order(result: Json) -> tuple[str, int, int, str, str]:
    place = result["locations"][0]["physicalLocation"]
    region = place.get("region", {})
    line, column = region.get("startLine", 0), region.get("startColumn", 0)
    return place["artifactLocation"]["uri"], line, column, result["ruleId"], result["message"]["text"]
