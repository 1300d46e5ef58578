"""The living style guide: every token and every component in every state, in development only.

Its own words are for developers and stay in English; its examples are in Vietnamese, as on the site.
"""

from datetime import date, timedelta
from enum import Enum

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from portal.design_tokens import contrast_pairs, read_colours
from portal.templatetags.icons import ICONS

TEXT_SIZES = ("step--1", "step-0", "step-1", "step-2", "step-3")
SPACES = (4, 8, 12, 16, 24, 36, 56, 80)


class ExampleStatus(Enum):
    """Stands in for the law library's status, which this floor must not know."""

    IN_FORCE = ("in_force", "Còn hiệu lực")
    NOT_YET = ("not_yet", "Chưa có hiệu lực")
    PARTLY = ("partly", "Hết hiệu lực một phần")
    EXPIRED = ("expired", "Hết hiệu lực")
    SUSPENDED = ("suspended", "Ngưng hiệu lực")

    def __init__(self, code: str, label: str) -> None:
        self.code = code
        self.label = label


class ExampleForm(forms.Form):
    """One field of each kind that the site uses."""

    full_name = forms.CharField(label="Họ và tên", help_text="Như trên căn cước của bạn.")
    email = forms.EmailField(label="Thư điện tử", required=False)
    password = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput)
    born_on = forms.DateField(label="Ngày sinh", widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(label="Đơn vị", choices=[("1", "Văn phòng Sở"), ("2", "Xã Cần Giờ")])
    role = forms.ChoiceField(
        label="Bạn học để làm gì",
        choices=[("work", "Cho công việc"), ("life", "Cho đời sống")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Chủ đề",
        required=False,
        choices=[("road", "Đi đường"), ("land", "Nhà và đất")],
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label="Tệp danh sách", required=False, help_text="Excel hoặc CSV, tối đa 5 MB.")
    message = forms.CharField(label="Lời nhắn", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    agree = forms.BooleanField(label="Tôi đã đọc và đồng ý")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """``?theme=light|dark`` shows one theme whatever the system wishes."""
    theme = request.GET.get("theme", "")
    colours = read_colours(settings.BASE_DIR / "static" / "css" / "tokens.css")
    bound = ExampleForm({"email": "an@", "born_on": "31/02/2026", "unit": "1"})
    bound.is_valid()
    if "message" in request.GET:
        messages.success(request, "Đã lưu câu trả lời của bạn.")
    return render(
        request,
        "styleguide/styleguide.html",
        {
            "theme": theme if theme in {"light", "dark"} else "",
            "pairs": contrast_pairs(colours),
            "tokens": [(name, value, colours["dark"][name]) for name, value in colours["light"].items()],
            "text_sizes": TEXT_SIZES,
            "spaces": SPACES,
            "icon_names": sorted(ICONS),
            "statuses": [{"value": status.code, "label": status.label} for status in ExampleStatus],
            "form": ExampleForm(auto_id="trong_%s"),
            "bound_form": bound,
            "page_obj": Paginator(range(95), 10).get_page(request.GET.get("page", 4)),
            "breadcrumb_items": [("Đi đường", "/styleguide/"), ("Rượu bia", "")],
            "today": date(2026, 11, 22),
            "soon": date(2026, 11, 22) + timedelta(days=9),
        },
    )


urlpatterns = [path("", styleguide, name="styleguide")]
