"""Guards against a stranger among our import packages.

PyPI has an unrelated distribution whose import package is called ``scheduler``; installed
into the same environment it would overwrite ours.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from peakops.errors import UsageError

OWN_PACKAGES = ("feeders", "weather", "scheduler")


def require_own_packages(names: Sequence[str] = OWN_PACKAGES) -> None:
    """Check that each package is part of peakops.

    Raises
    ------
    UsageError
        Naming the package that is not ours, and where it lies.
    """
    for name in names:
        module = importlib.import_module(name)
        if getattr(module, "__part_of__", None) != "peakops":
            raise UsageError(
                f"the package '{name}' at {module.__file__} is not part of peakops: "
                "another distribution has overwritten it; use an environment of its own"
            )
