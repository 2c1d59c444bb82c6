"""Texts of the load forecast and its backtest: code or label → (Chinese, English)."""

from __future__ import annotations

REPAIRS = {
    "defaulted": ("缺省值补入", "default filled in"),
    "history_ends_early_h": ("历史数据提前结束（小时）", "history ends early, hours"),
    "duplicate_time": ("时间重复", "time repeated"),
    "missing_hour": ("缺少整点", "hour missing"),
    "humidity_overshoot": ("湿度略超 100 %", "humidity just above 100 %"),
    "out_of_range": ("数值越界", "value out of range"),
    "jump": ("突跳后复原（剔除）", "jump there and back masked"),
    "gap_filled": ("短缺口插值", "short gap interpolated"),
    "missing": ("缺测", "missing"),
    "clear_sky": ("缺辐射，按晴空", "radiation missing, clear sky taken"),
    "cut_to_clear_sky": ("辐射超出太阳高度所及，截至晴空", "radiation cut to what the sun allows"),
    "standard_pressure": ("缺气压，按海拔取标准值", "pressure missing, that of the elevation"),
    "unit_change": ("单位由 kW 等换算为 MW", "other unit, such as kW, converted to MW"),
    "unit_change_masked": ("疑似单位变化（剔除）", "likely other unit, masked"),
    "zeros": ("零值剔除", "zeros masked"),
    "mostly_zero": ("多为零值（保留）", "mostly zero, kept"),
    "stuck": ("表计数值不变", "stuck meter masked"),
    "coarse_meter": ("表计分辨率低（保留）", "coarse meter, kept"),
    "spike": ("尖峰剔除", "spike masked"),
    "large": ("常超馈线容量，似为变电站（保留）", "more than a feeder carries, kept"),
    "restless": ("负荷频繁突变（保留）", "restless load, kept"),
    "transfer_logged": ("操作记录中的转供", "logged transfer masked"),
    "level_shift": ("疑似转供（剔除）", "likely transfer masked"),
    "level_shift_open": ("负荷水平变化至今（保留）", "level shift still on, kept"),
    "constant": ("恒定负荷", "constant load"),
    "all_zero": ("全为零", "all zero"),
    "short_kin": ("历史过短，借用其他馈线", "short history, shape of other feeders"),
    "short_naive": ("历史过短，重复上周", "short history, last week repeated"),
    "few_values": ("母线历史过短，按容量估计", "bus history too short, capacity instead"),
    "capacity_share": ("母线功率相抵或为零，按容量分摊", "bus powers cancel, shared by capacity"),
    "method_more_weather": ("另用湿度、日照、风速预测", "humidity, sun and wind used too"),
    "method_calendar": ("气温无解释力，按日历预测", "heat explains nothing, calendar instead"),
    "method_last_week": ("气温无解释力，重复上周", "heat explains nothing, last week repeated"),
    "bands_in_sample": ("区间取自拟合样本", "bands from the fit itself"),
}
"""What was masked, filled or worked around in the histories."""

REASONS = {
    "transfer": ("负荷转供", "load transfer"),
    "hotter_than_history": ("气温超过历史最高", "hotter than any day known"),
    "temperature_jump": ("较前一日变温超过 5 °C", "maximum 5 °C off the day before"),
    "unexplained": ("原因不明", "unexplained"),
}
"""Why a day was forecast badly."""

DAY_KINDS = {
    "workday": ("工作日", "working day"),
    "first_workday": ("休息后首个工作日", "first working day after rest"),
    "saturday": ("星期六", "Saturday"),
    "sunday": ("星期日", "Sunday"),
    "holiday": ("节假日", "public holiday"),
}

FORECAST_CODES: dict[str, tuple[str, str]] = {**REPAIRS, **REASONS, **DAY_KINDS}

FORECAST_LABELS: dict[str, tuple[str, str]] = {
    "axis_load": ("负荷", "load (MW)"),
    "axis_date": ("日期", "date (month-day)"),
    "median_load": ("P50 中位数", "median"),
    "load_band": ("P10–P90 区间", "band"),
    "feeder_limit": ("馈线限值", "feeder limit"),
    "axis_limit_share": ("当日峰值占限值的百分比", "day's peak (% of the feeder's limit)"),
    "top_title": ("风险最高的馈线：最严重一日的峰值", "feeders at greatest risk, worst day"),
    "no_limits": ("所有馈线限值未知", "no feeder's limit is known"),
    "full_limit": ("限值 100 %", "limit"),
    "axis_nominal": ("名义概率", "nominal share below (%)"),
    "axis_observed": ("实际低于预测的比例", "observed share below (%)"),
    "calibrated": ("完全吻合", "calibrated"),
    "axis_nrmse": ("均方根误差占平均负荷的百分比", "RMS error (% of mean load)"),
    "own_forecast": ("本预测", "this forecast"),
    "vanilla_forecast": ("Tao Hong 基准回归", "vanilla regression"),
    "naive_forecast": ("上周同日同时", "same hour last week"),
    "day_maximum": ("日最高气温", "day's maximum"),
}
"""Labels of the figures."""
