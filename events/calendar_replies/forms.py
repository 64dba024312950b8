from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("The email to which you answer is quoted below your text."),
    )
