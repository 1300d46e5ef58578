"""How often a wrong password may be tried, counted for each account and address together.

An office behind one address signs in at the same minute before an exam, so no limit counts an address alone
but a high one on wrong passwords; and someone who hammers an account locks only their own address out of it,
not its owner.
"""

from __future__ import annotations

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from portal.lib.vietnamese import normalise

APP = "allauth.account"
ACTION = "login_failed"


def limit_key(request: HttpRequest, account_name: str) -> str:
    """What a count belongs to: an account (e-mail or staff number, whatever its case) at an address."""
    return f"{normalise(account_name).strip().lower()}|{ratelimit.get_ip(request)}"


def minutes_until_free(request: HttpRequest, key: str) -> int:
    """Whole minutes until one more try is allowed; at least 1."""
    now = time.time()
    seconds = 0.0
    for rate in ratelimit.get_rates(app=APP, action=ACTION):
        cache_key = ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key)
        tries = cache.get(cache_key, [])  # newest first
        if len(tries) >= rate.amount:
            seconds = max(seconds, tries[rate.amount - 1] + rate.duration - now)
    return max(1, math.ceil(seconds / 60))
