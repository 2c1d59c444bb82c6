"""Labels and sentences about predicted heat strain: label → (Chinese, English)."""

from __future__ import annotations

STRAIN = {
    "day_strain": ("全天预测热应激", "Predicted heat strain of the day"),
    "strain_limits": (
        "上限：直肠温度 {core} °C，失水量 {water} l",
        "limits: rectal temperature {core} °C, water loss {water} l",
    ),
    "core_axis": ("直肠温度 °C", "rectal temp. °C"),
    "strain_worker": ("人员", "worker"),
    "outdoors_min": ("室外 min", "outdoors, min"),
    "bucket_min": ("斗内 min", "bucket, min"),
    "core_peak": ("最高直肠温度 °C", "highest rectal temp. °C"),
    "peak_at": ("出现时间", "at"),
    "water_loss": ("失水量 l", "water loss, l"),
    "drink_cups": ("饮水 250 ml 杯数", "cups of 250 ml to drink"),
    "drink_every": ("每隔一杯", "one every"),
    "note_estimate": (
        "工程估算：ISO 7933 不适用于不透气防护服（绝缘披肩）。",
        "Engineering estimate: ISO 7933 excludes impermeable clothing (insulating cape).",
    ),
    "note_drink": (
        "饮水：ISO 7933 预测失水量均摊至返回；每小时不超过 1.5 l（现场经验）。",
        "Drink the loss (ISO 7933) evenly over the day, at most 1.5 l an hour (field practice).",
    ),
    "note_shade": (
        "监护及待命人员站在遮阳伞或车辆阴影处。",
        "Whoever watches or waits stands in the shade of a parasol or the truck.",
    ),
    "hottest_thirstiest": (
        "当日体温最高与失水最多人员",
        "Hottest and thirstiest workers of the day",
    ),
    "hottest_core": ("最高预测直肠温度", "highest predicted core"),
    "most_water": ("最多预测失水量", "most water lost"),
    "plan_strain": ("预测热应激", "Predicted heat strain"),
    "found": ("预测值", "predicted"),
    "strain_who": ("人员、班组", "worker, crew"),
    "exceedances_planned_away": ("排程中已消除的超限次数", "exceedances planned away"),
    "exceedances_left": ("仍存在的超限次数", "exceedances left"),
}
"""Shift plan and overview alike."""
