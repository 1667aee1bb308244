"""One exception for each status of the C ABI."""


class Error(Exception):
    """What stopped a call.

    code:    the status's name, such as "not_found"
    message: what is wrong and what to do about it
    place:   "file:line:column" or "record source/id", or ""
    index:   which of the records or files passed in is to blame, from 0, or None
    """

    code = "unknown"

    def __init__(self, message, place="", index=None):
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place
        self.index = index


class InvalidArgument(Error, ValueError):
    code = "invalid_argument"


class NotFound(Error, LookupError):
    code = "not_found"


class IoError(Error, OSError):
    code = "io"


class ParseError(Error, ValueError):
    code = "parse"


class Unsupported(Error):
    code = "unsupported"


class DatabaseError(Error):
    code = "database"


class Busy(Error):
    code = "busy"


class NewerSchema(Error):
    code = "newer_schema"


class NotAHub(Error):
    code = "not_a_hub"


class Cancelled(Error):
    code = "cancelled"


class Conflict(Error):
    code = "conflict"


class OutOfMemory(Error, MemoryError):
    code = "out_of_memory"


class InternalError(Error):
    code = "internal"


BY_CODE = {
    kind.code: kind
    for kind in (
        InvalidArgument, NotFound, IoError, ParseError, Unsupported, DatabaseError, Busy, NewerSchema, NotAHub, Cancelled,
        Conflict, OutOfMemory, InternalError,
    )
}
