"""Below ``/tai-khoan/``, before django-allauth's own addresses."""

from django.urls import path

from portal.accounts.views import account

app_name = "accounts"
urlpatterns = [
    path("", account.settings, name="settings"),
    path("ho-so/", account.profile, name="profile"),
]
