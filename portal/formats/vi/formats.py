"""Dates are shown the same way in every language of the site: day/month/year."""

DATE_FORMAT = "d/m/Y"
SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "H:i d/m/Y"
SHORT_DATETIME_FORMAT = "H:i d/m/Y"
TIME_FORMAT = "H:i"

# "4.162": Django knows the sign for Vietnamese, but not that figures stand in threes.
NUMBER_GROUPING = 3
