"""The forms of terms of reference: the draft with its deliverables, and the answer of the institution."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField
from events.missions.deliverable_rows import END, MOST_OFFSET, START, DeliverableRow, read_rows, write_rows
from events.missions.terms.sections import AFTER, BEFORE, SECTIONS
from events.models import TermsOfReference

MOST_ROWS = 30
BEFORE_ANCHOR, AFTER_ANCHOR = "before", "after"


class TermsForm(forms.ModelForm):
    """All sections of a draft."""

    note = OneLineField(
        label=_("What is new in this version"),
        max_length=500,
        required=False,
        help_text=_("The institution and the experts read it in the email."),
    )

    class Meta:
        model = TermsOfReference
        fields = [*(section.name for section in SECTIONS), "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for section in SECTIONS:
            limit = TermsOfReference._meta.get_field(section.name).max_length  # type: ignore[union-attr]
            rows = 2 if section.name in {"objective", "languages"} else 5
            self.fields[section.name] = SeveralLinesField(
                label=section.label,
                help_text=section.help,
                max_length=limit,
                required=False,
                widget=forms.Textarea(attrs={"rows": rows}),
            )
            if section.is_needed:
                self.fields[section.name].needs_one = True  # type: ignore[attr-defined]  # not marked as optional

    def before(self) -> list[Any]:
        return [self[section.name] for section in BEFORE]

    def after(self) -> list[Any]:
        return [self[section.name] for section in AFTER]

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class DeliverableRowForm(forms.Form):
    """One deliverable. A row without a title is left out."""

    title = OneLineField(label=_("What"), max_length=200, required=False)
    owner = OneLineField(
        label=_("Owner"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"list": "owners", "autocomplete": "off"}),
    )
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=MOST_OFFSET, required=False)
    side = forms.ChoiceField(
        label=_("Before or after"), choices=[(AFTER_ANCHOR, _("after")), (BEFORE_ANCHOR, _("before"))]
    )
    anchor = forms.ChoiceField(label=_("Of"), choices=[(END, _("the end")), (START, _("the start"))])
    format = OneLineField(label=_("Format"), max_length=40, required=False)
    language = OneLineField(label=_("Language"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].required = self.fields["anchor"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("owner") and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _t("Write what is due."))
        return data

    def row(self) -> DeliverableRow | None:
        data = self.cleaned_data
        if not data.get("title"):
            return None
        days = data.get("days") or 0
        return DeliverableRow(
            title=data["title"],
            owner=data["owner"],
            anchor=data["anchor"] or END,
            offset=-days if data["side"] == BEFORE_ANCHOR else days,
            format=data["format"],
            language=data["language"],
        )


class BaseRows(forms.BaseFormSet):
    def clean(self) -> None:
        titles = [row.cleaned_data.get("title") for row in self.forms if row.is_valid()]
        titles = [title for title in titles if title]
        if len(titles) != len(set(titles)):
            raise forms.ValidationError(_t("Give each deliverable a title of its own."))

    def stored(self) -> list[dict[str, Any]]:
        """Return the rows as TermsOfReference.deliverables has them."""
        return write_rows(row for form in self.forms if (row := cast("DeliverableRowForm", form).row()) is not None)


RowFormSet: type[BaseRows] = cast(
    "type[BaseRows]",
    forms.formset_factory(DeliverableRowForm, formset=BaseRows, extra=3, max_num=MOST_ROWS, absolute_max=MOST_ROWS),
)


def initial_rows(terms: TermsOfReference) -> list[dict[str, Any]]:
    """Return the initial values of the formset."""
    return [
        {
            "title": row.title,
            "owner": row.owner,
            "days": abs(row.offset),
            "side": BEFORE_ANCHOR if row.offset < 0 else AFTER_ANCHOR,
            "anchor": row.anchor,
            "format": row.format,
            "language": row.language,
        }
        for row in read_rows(terms.deliverables)
    ]


class AgreeForm(forms.Form):
    name = OneLineField(
        label=_("Name and job title of the person who agrees"),
        max_length=200,
        error_messages={"required": _("Type the name of the person who agrees.")},
    )


class WishesForm(forms.Form):
    wishes = SeveralLinesField(
        label=_("What must change"), max_length=2_000, error_messages={"required": _("Write what must change.")}
    )
