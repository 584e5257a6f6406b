"""Cuts listings into pages with opaque tokens, as AWS does."""

import base64
import binascii

from wire import AwsError


def page(items, token, size, invalid="InvalidParameterValueException"):
    """Returns one page of items and the token of the next page, None on the last."""
    start = decode(token, invalid)
    end = start + size
    return items[start:end], encode(end) if end < len(items) else None


def encode(offset):
    return base64.b64encode(f"page:{offset}".encode()).decode()


def decode(token, invalid):
    if not token:
        return 0
    try:
        kind, _, offset = base64.b64decode(token, validate=True).decode().partition(":")
        if kind == "page":
            return int(offset)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        pass
    raise AwsError(invalid, "The pagination token is not valid")


def limit(value, default, highest, name="MaxItems", invalid="InvalidParameterValueException"):
    """The page size asked for, capped as the service caps it; zero and less are refused."""
    if value in (None, ""):
        return default
    size = int(value)
    if size < 1:
        raise AwsError(invalid, f"{name} must be at least 1")
    return min(size, highest)
