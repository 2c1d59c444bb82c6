"""Names of the heat rules and of where they come from: name → (Chinese, English)."""

from __future__ import annotations

HEAT_RULE_NAMES: dict[str, tuple[str, str]] = {
    "stop_tmax_c": ("停止室外作业的最高气温", "daily maximum that stops outdoor work"),
    "restricted_tmax_c": ("限时作业的最高气温", "daily maximum that caps outdoor hours"),
    "rotate_tmax_c": ("换班轮休的最高气温", "daily maximum from which crews rotate"),
    "outdoor_cap_minutes": ("每人每日室外累计时间", "time outdoors per person and day"),
    "hottest_hours": ("最热连续时段长度", "length of the hottest hours"),
    "hottest_fixed_from": ("固定高温时段（起）", "fixed hot window, from"),
    "hottest_fixed_to": ("固定高温时段（止）", "fixed hot window, to"),
    "exposure_temps_c": ("连续暴露时间表：温度分档", "exposure table: temperature columns"),
    "exposure_end_c": ("连续暴露时间表：温度上限", "exposure table: end"),
    "exposure_light_minutes": ("连续暴露时间：轻劳动", "continuous exposure, light work"),
    "exposure_medium_minutes": ("连续暴露时间：中劳动", "continuous exposure, medium work"),
    "exposure_heavy_minutes": ("连续暴露时间：重劳动", "continuous exposure, heavy work"),
    "medium_from_w_per_m2": ("中劳动代谢率下限", "metabolic rate from which work is medium"),
    "heavy_above_w_per_m2": ("重劳动代谢率下限", "metabolic rate above which work is heavy"),
    "exposure_humidity_percent": ("暴露时间表：湿度修正起点", "exposure table: humid from"),
    "exposure_humidity_step_percent": ("暴露时间表：湿度修正步长", "exposure table: humid step"),
    "rotation_minutes": ("单次进斗最长时间（轮换）", "longest stint before the pairs change"),
    "rest_min_minutes": ("最短休息时间", "shortest rest"),
    "handover_minutes": ("换人时间", "hand-over time"),
    "bucket_clear_minutes": ("出斗后气象须保持时间", "weather to hold after the bucket work"),
    "ticket_tail_minutes": ("完工至工作票终结", "between the job and the ticket's end"),
    "humidity_max_percent": ("相对湿度上限", "highest humidity"),
    "wind_max_m_per_s": ("风速上限", "highest wind"),
    "thunder_probability_max": ("雷电概率上限", "thunder probability"),
    "rain_max_mm_per_h": ("雨强上限", "highest rain"),
    "night_work": ("夜间作业", "night work"),
    "daylight_elevation_deg": ("天亮的太阳高度角", "sun's elevation from which it is light"),
    "use_strain": ("按预测热应激限时", "stints limited by predicted strain"),
    "strain_margin_temp_c": ("热应激温度裕度", "strain: margin on temperature"),
    "strain_margin_rh_percent": ("热应激湿度裕度", "strain: margin on humidity"),
    "strain_wind_m_per_s": ("热应激风速上限", "strain: wind taken as at most"),
    "bucket_wind_share": ("斗内风速折减", "share of the wind in the bucket"),
    "still_air_m_per_s": ("最低空气流速", "least air speed"),
    "core_limit_c": ("预测体温上限", "predicted core temperature"),
    "body_mass_kg": ("参考体重", "reference mass"),
    "body_height_m": ("参考身高", "reference height"),
    "acclimatisation_shares": ("新上岗人员室外时间比例", "new workers' share of outdoor time"),
    "cab_temp_c": ("空调车内温度", "temperature in the cooled cab"),
    "wbgt_class_w_per_m2": ("WBGT 代谢率分级", "WBGT metabolic classes"),
    "iso_7243_reference_c": ("WBGT 参考值 ISO 7243", "reference WBGT, ISO 7243"),
    "gbz_22_limit_c": ("WBGT 限值 GBZ 2.2", "WBGT limit, GBZ 2.2"),
    "gbz_22_region_c": ("WBGT 限值地区修正", "WBGT limit, regional addition"),
}
"""What each heat rule is called on the sheets."""

ORIGINS_ZH: dict[str, str] = {
    "art. 8(1)": "第八条（一）",
    "Beaufort 5": "五级风",
    "2008, foreword": "2008 版前言",
    "local notices, e.g. Tianjin 12:00-15:00 (2017)": "地方通知（如天津 2017：12–15 时）",
    "13.1.2; the probability is field practice": "13.1.2（概率取值为现场经验）",
    "AMS Glossary of Meteorology, civil twilight": "AMS 气象术语：民用晨昏蒙影",
}
"""Chinese texts of sources and clauses written in English; the others stand as they are."""
