"""The HTML of Django's own widgets, written without templates.

A select of all countries or time zones has hundreds of options. Django renders a template for each option and for the
attributes of each: that took a third of the time of pages with several selects. The result is that of the templates in
django/forms/templates, templates/django/forms and templates/components, without their line breaks;
tests/test_widget_markup.py compares both."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]  # the context of a widget
FOLDER = "django/forms/widgets"
INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "search", "tel",
    "text", "time", "url",
)  # fmt: skip


def markup_of(template_name: str, widget: Widget) -> SafeString | None:
    """Return the HTML of a widget; None for a widget with a template of its own, also as an option of another one."""
    write = WRITERS.get(template_name)
    if write is None or not _knows(widget):
        return None
    return mark_safe(write(widget))  # noqa: S308 (each value is escaped below)


def _knows(widget: Widget) -> bool:
    if widget.get("passes"):  # a local time that exists twice: its template asks which one is meant
        return False
    groups = widget.get("optgroups", ())
    return all(option["template_name"] in WRITERS for _name, options, _index in groups for option in options)


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{conditional_escape(value)}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{shown}{_attributes(widget["attrs"])}>'


def _suggesting_input(widget: Widget) -> str:
    suggestions = widget.get("options")
    key = conditional_escape(widget["attrs"].get("list", ""))
    return _input(widget) + (f'\n<datalist id="{key}">{suggestions}</datalist>' if suggestions else "")


def _textarea(widget: Widget) -> str:
    value = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>\n{value}</textarea>'


def _option(widget: Widget) -> str:
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'<option value="{value}"{_attributes(widget["attrs"])}>{label}</option>'


def _select(widget: Widget) -> str:
    parts = []
    for group, options, _index in widget["optgroups"]:
        inner = _joined(options)
        parts.append(f'<optgroup label="{conditional_escape(group)}">{inner}</optgroup>' if group else inner)
    return (
        f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>{"".join(parts)}</select>'
    )


def _input_option(widget: Widget) -> str:
    if not widget["wrap_label"]:
        return _input(widget)
    key = widget["attrs"].get("id")
    belongs = f' for="{conditional_escape(key)}"' if key else ""
    return f"<label{belongs}>{_input(widget)} <bdi>{conditional_escape(widget['label'])}</bdi></label>"


def _multiple_input(widget: Widget) -> str:
    attrs = {name: widget["attrs"][name] for name in ("id", "class") if widget["attrs"].get(name)}
    parts = []
    for group, options, _index in widget["optgroups"]:
        inner = "".join(f"<div>{_joined([option])}</div>" for option in options)
        parts.append(f"<div><label>{conditional_escape(group)}</label>{inner}</div>" if group else inner)
    return f"<div{_attributes(attrs)}>{''.join(parts)}</div>"


def _joined(options: Iterable[Widget]) -> str:
    return "".join(WRITERS[option["template_name"]](option) for option in options)


WRITERS: dict[str, Callable[[Widget], str]] = {
    **{f"{FOLDER}/{name}.html": _input for name in INPUTS},
    "components/list_input.html": _suggesting_input,
    "components/local_time_input.html": _input,
    f"{FOLDER}/textarea.html": _textarea,
    f"{FOLDER}/select.html": _select,
    f"{FOLDER}/select_option.html": _option,
    f"{FOLDER}/radio.html": _multiple_input,
    f"{FOLDER}/checkbox_select.html": _multiple_input,
    f"{FOLDER}/radio_option.html": _input_option,
    f"{FOLDER}/checkbox_option.html": _input_option,
}
