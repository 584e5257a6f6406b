"""CBOR, as far as AWS uses it (RFC 8949). The Go client of Compute Optimizer speaks nothing else."""

import datetime
import io
import struct

from botocore.parsers import RpcV2CBORParser


def decode(body):
    if not body:
        return {}
    return RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(body)))


def encode(value):
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode()
        return head(3, len(text)) + text
    if isinstance(value, (list, tuple)):
        return head(4, len(value)) + b"".join(map(encode, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    if isinstance(value, datetime.datetime):
        return b"\xc1" + encode(value.timestamp())  # a tag: seconds since the epoch
    raise TypeError(f"no CBOR for {type(value).__name__}")


def head(major, number):
    """A major type with its length or value in the fewest bytes."""
    if number < 24:
        return bytes([major << 5 | number])
    for more, size in enumerate(("B", "H", "I", "Q")):
        if number < 1 << 8 * struct.calcsize(size):
            return bytes([major << 5 | 24 + more]) + struct.pack(">" + size, number)
    raise OverflowError(f"{number} does not fit")
