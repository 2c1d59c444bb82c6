"""Names a fit by all that it depends on: what it learns from, code, libraries and processor."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_info

CODE = ("feeders", "peakops", "weather")
"""Packages that clean and fit; a changed line in any of them is another fit."""

LIBRARIES = ("chinesecalendar", "numpy", "pandas", "peakops", "scipy")
"""Distributions whose versions a fit depends on."""


def fit_key(tables: Mapping[str, pd.DataFrame], settings: tuple[object, ...]) -> str:
    """Name of the fit of some tables under some settings.

    Parameters
    ----------
    tables
        All tables that the fit sees, by key. Values, columns and their order count; the index
        does not.
    settings
        Everything else that it depends on, of types whose `repr` tells different values apart.

    Returns
    -------
    SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256(repr((settings, code_digest(), _versions(), _processor())).encode())
    for key, table in sorted(tables.items()):
        for name, column in table.items():
            digest.update(repr((key, name, str(column.dtype), len(column))).encode())
            digest.update(_content(column))
    return digest.hexdigest()


def code_digest(packages: Iterable[str] = CODE) -> str:
    """SHA-256 over the source files of some packages, in hexadecimal."""
    digest = hashlib.sha256()
    for package in packages:
        folder = Path(str(import_module(package).__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            source = path.read_bytes()
            digest.update(repr((package, str(path.relative_to(folder)), len(source))).encode())
            digest.update(source)
    return digest.hexdigest()


def _versions() -> tuple[str, ...]:
    return (platform.python_version(), *(version(name) for name in LIBRARIES))


def _processor() -> list[str]:
    """Kinds of processor and numbers of threads the sums are made for: last bits hang on both."""
    blas = (library for library in threadpool_info() if library["user_api"] == "blas")
    return sorted({f"{item.get('architecture')} {item['num_threads']}" for item in blas})


def _content(column: pd.Series) -> bytes:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert(None)
    if column.dtype.kind in "biufM":
        return column.to_numpy().tobytes()
    return repr(column.tolist()).encode()
