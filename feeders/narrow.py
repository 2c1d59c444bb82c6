"""Results and limits on some rows only: a transfer leaves most of a county as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from feeders.arrays import Ints
from feeders.fixed_point import StateResult
from feeders.limits import Elements


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
        """These rows of a result."""
        return replace(
            result, vm_pu=result.vm_pu[self.buses], supplied=result.supplied[self.buses],
            branch_percent=result.branch_percent[self.branches], head_a=result.head_a[self.heads],
            head_mw=result.head_mw[self.heads],
        )  # fmt: skip

    def limited(self, elements: Elements, n_branches: int) -> Elements:
        """These rows of everything that has a limit."""
        chosen = self.elements(n_branches)
        return replace(
            elements, names=tuple(elements.names[i] for i in chosen),
            codes=tuple(elements.codes[i] for i in chosen),
            bus_names=tuple(elements.bus_names[i] for i in self.buses),
            head_limit_a=elements.head_limit_a[self.heads],
        )  # fmt: skip
