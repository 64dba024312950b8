from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField


class CorrectionReasonField(OneLineField):
    """Why the team corrects a fact or an answer of a person."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Reason"),
            max_length=300,
            required=False,
            help_text=_("Optional. It is kept in the history, and only the team sees it."),
        )
