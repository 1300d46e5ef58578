"""From files to typed records; every line that is refused is reported."""
