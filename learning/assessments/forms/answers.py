"""What a quiz page sends, by form or by JSON."""

from __future__ import annotations

from django import forms

# No question has more choices than this; a longer list is noise.
MOST_CHOICES = 100
HIGHEST_SEQ = 2_000_000_000


class ChoicePlacesField(forms.Field):
    """Places of choices, counted from 1: the several values of checkboxes, or a JSON list."""

    widget = forms.SelectMultiple

    def to_python(self, value: object) -> list[int]:
        if value in self.empty_values:
            return []
        if not isinstance(value, list | tuple) or len(value) > MOST_CHOICES:
            raise forms.ValidationError("Not a list of choices.")
        places = []
        for place in value:
            if isinstance(place, bool) or not str(place).isascii() or not str(place).isdigit():
                raise forms.ValidationError("Not a choice.")
            places.append(int(str(place)[:6]))
        return places


class AnswerForm(forms.Form):
    """``seq``: how many saves the page has seen; ``client_uuid`` names this save, so a retry is no second."""

    seq = forms.IntegerField(min_value=0, max_value=HIGHEST_SEQ)
    client_uuid = forms.UUIDField()
    choice = ChoicePlacesField(required=False)
