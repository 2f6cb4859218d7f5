"""Page numbers from the address bar, always within what there is."""

import math

from flask import request


def page_number(total: int, per_page: int) -> int:
    """Return the page asked for, clamped to 1..last; anything that is no number is page 1."""
    text = request.args.get("page", "1")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    return max(1, min(wanted, math.ceil(total / per_page) or 1))
