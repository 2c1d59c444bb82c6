"""Job types, their steps and the clothing they are done in."""

from __future__ import annotations

import pandas as pd

from generator.complex_jobs import COMPLEX_JOBS
from generator.job_records import JobType
from generator.simple_jobs import SIMPLE_JOBS

JOB_TYPES = {**SIMPLE_JOBS, **COMPLEX_JOBS}

HAZARDS = {
    "setup": (
        "高温、道路交通、绝缘斗臂车倾覆",
        "饮水防暑，设围栏与标志，支腿加垫、可靠接地，核对线路名称杆号",
    ),
    "bucket": (
        "相间短路、触电、斗内中暑",
        "保持安全距离，遮蔽严密，禁止同时接触两相，按轮换时间换人",
    ),
    "teardown": ("高空坠物、工具遗漏", "清点工器具，全部人员撤离后再汇报"),
}
SETUP_STEPS = (
    (
        0.4,
        "现场复勘，核对线路名称、杆号，测风速、湿度，向调度申请",
        "Survey the site again, check line and pole, measure wind and humidity, call dispatch",
    ),
    (0.3, "开班会，交代任务、危险点及轮换安排", "Brief the crew: task, hazards, rotation"),
    (
        0.3,
        "停放斗臂车、接地，检测工器具，穿戴绝缘披肩，试斗",
        "Place and earth the truck, test tools, dress, try the bucket",
    ),
)
TEARDOWN_STEPS = (
    (0.5, "斗臂车收回，清理现场，清点工器具", "Stow the truck, clear the site, count the tools"),
    (0.5, "向调度汇报完工，终结工作票，班后会", "Report to dispatch, close the ticket, debrief"),
)


def job_types() -> pd.DataFrame:
    """One row per job type."""
    return pd.DataFrame(
        [
            {
                "code": code,
                "name_zh": job.name_zh,
                "name_en": job.name_en,
                "class": job.job_class,
                "method": job.method,
                "crews_needed": job.crews,
                "bucket_workers": job.bucket_workers,
                "persons": job.persons,
                "metabolic_rate_w_per_m2": job.metabolic,
                "kit": "CAPE",
                "reclosing_blocked": job.blocked,
                "certificates": job.certificate,
                "vehicle_kinds": job.vehicles,
                "switching": job.switching,
            }
            for code, job in JOB_TYPES.items()
        ]
    )


def job_steps() -> pd.DataFrame:
    """Every step of every job type, in order."""
    return pd.DataFrame([row for code, job in JOB_TYPES.items() for row in _steps(code, job)])


def bucket_minutes(code: str) -> int:
    """Minutes in the bucket of a job type, at one work point. [min]"""
    return sum(step[0] for step in JOB_TYPES[code].bucket)


def _steps(code: str, job: JobType) -> list[dict[str, object]]:
    ground = [("setup", part, 5, zh, en) for part, zh, en in _parts(job.setup, SETUP_STEPS)]
    after = [("teardown", part, 2, zh, en) for part, zh, en in _parts(job.teardown, TEARDOWN_STEPS)]
    rows = [(phase, minutes, False, safe, zh, en) for phase, minutes, safe, zh, en in ground]
    rows += [("bucket", *step) for step in job.bucket]
    rows += [(phase, minutes, False, safe, zh, en) for phase, minutes, safe, zh, en in after]
    return [
        {
            "job_type": code,
            "step": number,
            "phase": phase,
            "minutes": minutes,
            "handover_after": handover,
            "safe_state_minutes": safe,
            "text_zh": zh,
            "text_en": en,
            "hazard_zh": HAZARDS[phase][0],
            "control_zh": HAZARDS[phase][1],
        }
        for number, (phase, minutes, handover, safe, zh, en) in enumerate(rows, start=1)
    ]


def _parts(total: int, shares: tuple[tuple[float, str, str], ...]) -> list[tuple[int, str, str]]:
    minutes = [round(total * share) for share, _, _ in shares]
    minutes[-1] = total - sum(minutes[:-1])
    return [(part, zh, en) for part, (_, zh, en) in zip(minutes, shares, strict=True)]


def kits() -> pd.DataFrame:
    """Clothing insulation and moisture permeability, with where the figures come from."""
    columns = ["kit", "clo", "im", "cav_c", "mass_kg", "source"]
    rows = [
        (
            "COTTON",
            0.6,
            0.38,
            0,
            1.2,
            "ISO 9920 work clothes; Li 2022, IJERPH 19(13):7843 (1.046 clo with air layer)",
        ),
        (
            "CAPE",
            0.9,
            0.25,
            4,
            4.5,
            "Estimate: 35 % of the skin under rubber; ISO 7243:2017 apron row; to be confirmed",
        ),
        (
            "FULL_SUIT",
            1.0,
            0.12,
            10,
            7.0,
            "Estimate, outside the scope of ISO 7933; to be confirmed",
        ),
    ]
    return pd.DataFrame(rows, columns=columns)
