"""Keeps the finished members of a heatwave run beside its target until the run is published."""

from __future__ import annotations

import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peakops.heatwave_member import Job, Shared
from peakops.heatwave_spec import Member
from peakops.heatwave_weather import member_scenario
from peakops.model_key import code_digest, fit_key

_MARK = "peakops-members"


class MemberStore:
    """Records of finished members, by key, in a hidden folder beside the target."""

    def __init__(self, target: Path) -> None:
        target = target.resolve()
        self.folder = target.with_name(f".{target.name}.{_MARK}")

    def read(self, key: str) -> dict[str, Any] | None:
        """The record kept under a key; None where there is none that is whole."""
        try:
            record = json.loads((self.folder / f"{key}.json").read_bytes())
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) else None

    def keep(self, key: str, record: dict[str, Any]) -> None:
        """Keep a record in one step: a killed run leaves a whole one or none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{key}.{os.getpid()}.part"
        part.write_text(json.dumps(record, allow_nan=False), encoding="utf-8")
        part.replace(self.folder / f"{key}.json")

    def remove(self) -> None:
        """Remove all records: the run is published."""
        shutil.rmtree(self.folder, ignore_errors=True)


def job_of(shared: Shared, member: Member, load_days: tuple[int, ...]) -> Job:
    """A job with the name of all that it depends on: inputs, weather, settings, code, libraries."""
    weather = member_scenario(shared.scenario, member, shared.recipe).tables
    tables = {name: weather[name] for name in ("weather_forecast", "weather_daily")}
    settings = (
        dict(shared.scenario.inputs_sha256),
        shared.effort,
        shared.seed,
        load_days,
        code_digest(("scheduler",)),
        [version(name) for name in ("numba", "ortools", "pandapower")],
    )
    return Job(key=fit_key(tables, settings), member=member, load_days=load_days)
