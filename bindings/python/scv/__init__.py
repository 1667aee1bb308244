"""One customer from many records: Python over libscv.

    import scv

    with scv.Hub("customers.scv") as hub:
        hub.load("crm.csv")
        for found in hub.find(phone="+49 351 456789"):
            print(hub.identity(found["identity"]))

Records, reports and results are the dicts and lists of docs/json.md.
"""

from ._errors import (
    Busy,
    Cancelled,
    Conflict,
    DatabaseError,
    Error,
    InternalError,
    InvalidArgument,
    IoError,
    NewerSchema,
    NotAHub,
    NotFound,
    OutOfMemory,
    ParseError,
    Unsupported,
)
from ._hub import Hub, compare, dedupe, evaluate, evaluate_result, inspect, profile, version

__version__ = version()

__all__ = [
    "Busy", "Cancelled", "Conflict", "DatabaseError", "Error", "Hub", "InternalError", "InvalidArgument", "IoError", "NewerSchema",
    "NotAHub", "NotFound", "OutOfMemory", "ParseError", "Unsupported", "compare", "dedupe", "evaluate", "evaluate_result",
    "inspect", "profile", "version",
]
