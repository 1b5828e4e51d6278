"""`data_visualization`: pies, bars, lines and areas, with the lower of the documented limits."""

from typing import Any

from bot.sandbox.slack.blocks.problems import Check, Problem, Problems
from bot.sandbox.slack.blocks.rules import both, distinct, items, rule, shape, typed
from bot.sandbox.slack.blocks.texts import block_id
from bot.sandbox.slack.blocks.values import number, string

PER_MESSAGE = 2
SERIES_MAX = 6
POINTS_MAX = 20

_label = string(1, 20)
_positive = both(number, rule(lambda value: value > 0, "must be greater than 0"))
_segments = items(shape({"label": _label, "value": _positive}), 1, SERIES_MAX)
_points = items(shape({"label": _label, "value": number}), 1, POINTS_MAX)
_series = items(shape({"name": _label, "data": _points}), 1, SERIES_MAX)
_axis = shape(
    {"categories": items(_label, 1, POINTS_MAX)},
    {"x_label": string(0, 50), "y_label": string(0, 50)},
)


def _points_fit(chart: dict[str, Any], at: str) -> Problems:
    categories = chart["axis_config"]["categories"]
    if not distinct(categories):
        yield Problem(f"{at}/axis_config/categories", "categories must be unique")
    if not distinct(series["name"] for series in chart["series"]):
        yield Problem(f"{at}/series", "series names must be unique")
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != categories:
            message = "every series must have exactly one point for each category, in their order"
            yield Problem(f"{at}/series/{index}/data", message)


_lines = both(shape({"series": _series, "axis_config": _axis}), _points_fit)
_pie = both(
    shape({"segments": _segments}),
    rule(
        lambda chart: distinct(segment["label"] for segment in chart["segments"]),
        "segment labels must be unique",
    ),
)
_chart = typed({"pie": _pie, "bar": _lines, "line": _lines, "area": _lines})
CHART: Check = shape({"title": string(1, 50), "chart": _chart}, block_id)
