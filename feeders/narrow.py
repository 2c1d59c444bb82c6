"""Results and limits on some rows only: a transfer leaves most of a county as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from feeders.arrays import Ints
from feeders.elements import Elements
from feeders.fixed_point import StateResult
from feeders.rated import RatedResult


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Rows of a `StateResult`, ascending: of its buses, its branches and its heads."""

    buses: Ints
    branches: Ints
    heads: Ints

    def elements(self, n_branches: int) -> Ints:
        """Rows of lines, transformers and heads in the order of `Elements`."""
        return np.concatenate([self.branches, n_branches + self.heads])

    def of(self, result: StateResult) -> StateResult:
        """These rows of a result; of its transformers' heat all."""
        changes: dict[str, Any] = {
            "vm_pu": result.vm_pu[self.buses], "supplied": result.supplied[self.buses],
            "branch_percent": result.branch_percent[self.branches],
            "head_a": result.head_a[self.heads], "head_mw": result.head_mw[self.heads],
        }  # fmt: skip
        if isinstance(result, RatedResult):
            changes["head_limit_a"] = result.head_limit_a[self.heads]
        return replace(result, **changes)

    def limited(self, elements: Elements, n_branches: int) -> Elements:
        """These rows of everything that has a limit, with the heat of all transformers."""
        chosen = self.elements(n_branches)
        hot = np.arange(elements.n_loadings, len(elements.names))
        named = np.concatenate([chosen, hot])
        return replace(
            elements, names=tuple(elements.names[i] for i in named),
            codes=tuple(elements.codes[i] for i in named),
            bus_names=tuple(elements.bus_names[i] for i in self.buses),
            head_limit_a=elements.head_limit_a[self.heads], allowance=elements.allowance[chosen],
        )  # fmt: skip
