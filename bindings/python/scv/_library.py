"""The shared library, found and loaded once."""

import ctypes.util
import os
import sys
from pathlib import Path

import cffi

from ._declarations import ABI_VERSION, DECLARATIONS

# libscv's worker threads run on until the process ends, so its code must not be unloaded when the interpreter lets go of it.
FLAGS = getattr(os, "RTLD_NOW", 0) | getattr(os, "RTLD_NODELETE", 0)
NAME = {"darwin": "libscv.dylib", "win32": "scv.dll"}.get(sys.platform, "libscv.so")


def candidates():
    """Where the library may be, in the order in which it is looked for."""
    if path := os.environ.get("SCV_LIBRARY"):
        return [path]  # who names a library wants no other
    package = Path(__file__).resolve().parent
    found = [str(path) for path in (package / NAME, package.parents[2] / "build" / "release" / NAME) if path.exists()]
    if system := ctypes.util.find_library("scv"):
        found.append(system)
    return found


def load():
    ffi = cffi.FFI()
    ffi.cdef(DECLARATIONS)
    tried = candidates()
    for path in tried:
        try:
            library = ffi.dlopen(path, FLAGS)
        except OSError as error:
            raise ImportError(f"libscv at {path} cannot be loaded: {error}") from error
        if library.scv_abi_version() != ABI_VERSION:
            raise ImportError(f"{path} has ABI {library.scv_abi_version()}, but this package needs {ABI_VERSION}")
        return ffi, library
    raise ImportError(f"{NAME} was not found: build it, or set SCV_LIBRARY to its path")


ffi, lib = load()
