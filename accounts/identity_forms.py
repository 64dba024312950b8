"""Forms about a person whom somebody else describes: the question who is meant, if the name at the address differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import identity
from accounts.identity import Description, Identified


class IdentityForm(forms.Form):
    """A form with an address and a name. It asks who is meant if the address belongs to somebody with another name.

    After validation, cleaned_data has "answer" for the services: "" if there is no question. The question appears below
    the address, with the names at the address only if `shows_names` is true."""

    address_field, name_field = "address", "name"
    shows_names = False
    # False if the page asks for all its forms at once, with ask().
    asks_itself = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["answer"] = ""
        if self.asks_itself and (description := self.description(cleaned)):
            self.ask(identity.find(description), cleaned)
        return cleaned

    def description(self, cleaned: dict[str, Any] | None = None) -> Description | None:
        """Return the description of the person, or None as long as the address or the name is missing."""
        cleaned = self.cleaned_data if cleaned is None else cleaned
        address, name = cleaned.get(self.address_field), cleaned.get(self.name_field)
        if not address or not name:
            return None
        return Description(address, {"name": name}, self.data.get(self.add_prefix("answer"), ""))

    def ask(self, found: Identified, cleaned: dict[str, Any] | None = None) -> None:
        """Show the question of a found person, and add an error as long as it is not answered."""
        cleaned = self.cleaned_data if cleaned is None else cleaned
        if not found.others:
            return
        name = cleaned[self.name_field]
        self.fields["answer"] = forms.ChoiceField(
            label=_("Who is %(name)s?") % {"name": name},
            choices=identity.choices(found.others, name, with_names=self.shows_names),
            widget=forms.RadioSelect,
            required=False,
        )
        self._move_below_address()
        cleaned["answer"] = self.data.get(self.add_prefix("answer"), "")
        if found.person is None:
            self.add_error("answer", self._problem(found))

    def _problem(self, found: Identified) -> str:
        if len(found.others) >= identity.MOST_PEOPLE:
            return str(identity.FullMailboxError.advice)
        if self.shows_names:
            names = ", ".join(person.full_name for person in found.others)
            return _("This address belongs to %(names)s. Choose who is meant.") % {"names": names}
        if len(found.others) > 1 and self.data.get(self.add_prefix("answer")) == identity.SAME:
            return str(SEVERAL_PEOPLE)
        return str(HIDDEN_NAMES)

    def _move_below_address(self) -> None:
        names = [name for name in self.fields if name != "answer"]
        names.insert(names.index(self.address_field) + 1, "answer")
        self.order_fields(names)


HIDDEN_NAMES = gettext_lazy(
    "This address belongs to somebody who is registered under another name. Choose who is meant."
)
SEVERAL_PEOPLE = gettext_lazy(
    "Several people use this mailbox, and none of them has this name. Type the name as the person is registered, or "
    "choose another person."
)


@dataclass(frozen=True)
class RowQuestion:
    """The question who is meant by one row of a list.

    field_name: the name of the radio buttons. It depends on the address and the name, so that an answer stays with its
    person when rows are added or removed. choices: value, label, and whether it is chosen. problem: what to do, "" once
    it is answered."""

    field_name: str
    label: str
    choices: list[tuple[str, str, bool]]
    problem: str

    @classmethod
    def of(cls, found: Identified, description: Description, *, with_names: bool) -> "RowQuestion | None":
        """Return the question of a row, or None if it is clear who is meant."""
        if not found.others:
            return None
        choices = identity.choices(found.others, description.name, with_names=with_names)
        names = ", ".join(person.full_name for person in found.others)
        owner = names if with_names else _("somebody who is registered under another name")
        label = _("This address belongs to %(owner)s. Who is %(name)s?") % {"owner": owner, "name": description.name}
        problem = ""
        if found.person is None:
            full = len(found.others) >= identity.MOST_PEOPLE
            problem = str(identity.FullMailboxError.advice) if full else _("Choose who is meant.")
        rows = [(value, text, value == description.answer) for value, text in choices]
        return cls(_field_name(description.address, description.name), label, rows, problem)


def row_description(address: str, name: str, posted: Mapping[str, str]) -> Description:
    """Return the description of a row of a list, with the posted answer to its question."""
    return Description(address, {"name": name}, posted.get(_field_name(address, name), ""))


def _field_name(address: str, name: str) -> str:
    return f"who-{identity.question_key(address, name)}"
