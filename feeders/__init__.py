"""Feeders of a distribution network: load forecast, load flow, transfers and grid windows.

Nothing heavy is imported until a name is used: `import feeders` needs no pandapower.
"""

from __future__ import annotations

from importlib import import_module

__part_of__ = "peakops"

_HOME = {
    "Fault": "network_checks",
    "NetworkFaults": "network_checks",
    "Network": "network",
    "read_network": "network",
    "LoadCase": "allocation",
    "allocate": "allocation",
    "learn_shares": "bus_history",
    "BatchResult": "batch",
    "Status": "batch",
    "solve_batch": "batch",
    "OperatingLimits": "limits",
    "Violation": "limits",
    "GridTask": "options",
    "Windows": "windows",
    "admissible": "windows",
    "RiskModel": "risk",
    "BlockedDevice": "blocks",
    "block_set": "blocks",
    "Switching": "topology",
    "State": "planned_state",
    "joint_state": "planned_state",
    "check_states": "load_flow",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(f"feeders.{_HOME[name]}"), name)
    raise AttributeError(f"module 'feeders' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [*__all__, "__part_of__"]
