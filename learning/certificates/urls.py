"""Addresses of the certificates room."""

from django.urls import URLPattern, path

from learning.certificates.views.mine import download_certificate, my_certificates
from learning.certificates.views.verification import verify_certificate, verify_form

app_name = "certificates"

urlpatterns: list[URLPattern] = [
    path("chung-nhan/", my_certificates, name="mine"),
    path("chung-nhan/<str:code>/", download_certificate, name="download"),
    path("xac-minh/", verify_form, name="verify_form"),
    path("xac-minh/<str:code>/", verify_certificate, name="verify"),
]
