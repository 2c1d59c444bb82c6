"""What the columns of the workbook are called in Chinese; the names themselves are English."""

from __future__ import annotations

from collections.abc import Mapping

_ORDERS = {
    "work_order": "工单", "title": "内容", "job_type": "作业类型", "priority": "优先级",
    "mandatory": "必做", "emergency": "应急", "approver": "批准人", "withdrawn": "已取消",
    "moisture_proof_tools": "防潮工具", "release": "可开工时间", "due": "完成期限",
    "window_start": "用户时间窗起", "window_end": "用户时间窗止", "surveyed": "已勘察",
    "ticket": "工作票号", "ticket_from": "工作票起", "ticket_to": "工作票止",
    "locked_crew": "锁定班组", "locked_start": "锁定开始时间", "locked": "已锁定",
    "after": "前序工单", "notes": "备注", "note": "备注", "pole": "杆号",
    "section_switches": "区段开关", "reason": "原因", "reason_text": "原因说明", "rule": "规则",
    "rule_text": "规则说明", "nearest_fix": "最近的改变", "nearest_fix_text": "改变说明",
    "slots_lost": "失去时段数", "slots_lost_alone": "仅因该规则失去", "change": "变化",
    "because_of": "因工单", "instead_of": "替代工单", "work_orders": "工单",
    "change_text": "变化说明",
    "planned_start": "计划开始", "planned_end": "计划结束", "actual_start": "实际开始",
    "actual_end": "实际结束", "reclosing_off": "停用重合闸时间", "reclosing_on": "恢复重合闸时间",
    "interrupted": "外因中断", "remark": "备注", "crews": "实际班组", "jobs": "作业次数",
    "median_ratio": "工时比中位数", "factor": "工时系数", "ratios": "历次工时比",
}  # fmt: skip
_PEOPLE = {
    "crew": "班组", "support_crew": "配合班组", "worker": "人员", "workers": "人员",
    "name": "姓名/名称", "leader": "工作负责人", "supervisor": "专责监护人", "bucket": "斗内电工",
    "ground": "地面电工", "relief": "轮换人员", "duty": "职责", "pair": "组", "roles": "岗位",
    "role": "用途", "phone": "电话", "certificates": "资质",
    "certificate_valid_to": "资质有效期至", "acclimatisation_day": "热习服天数",
    "outdoor_minutes_today": "当日已室外分钟", "strain_start_c": "起始体温",
    "heat_restriction": "高温限制", "base_lat": "驻地纬度", "base_lon": "驻地经度",
    "shift_start": "班次开始", "shift_end": "班次结束", "vehicles": "车辆", "vehicle": "车辆",
    "unavailable_from": "停用起", "unavailable_to": "停用止", "test_valid_to": "试验有效期至",
    "vehicle_kinds": "所需车辆", "leader_names": "工作负责人姓名",
    "supervisor_names": "专责监护人姓名", "bucket_names": "斗内电工姓名",
    "ground_names": "地面电工姓名", "relief_names": "轮换人员姓名",
}  # fmt: skip
_TIMES = {
    "date": "日期", "time": "时间", "start": "开始", "end": "结束", "setup_end": "准备完成",
    "bucket_end": "出斗", "from": "起", "to": "止", "depart": "出发", "arrive": "到达",
    "latest_start": "最迟开工", "later_start_breaks": "再晚则违反",
    "time_from": "时间起", "time_to": "时间止", "times": "时段", "minutes": "分钟",
    "since": "自", "issued_at": "发布时间", "worst_time": "最严重时间",
    "hottest_from": "最热时段起", "hottest_to": "最热时段止", "before": "之前",
}  # fmt: skip
_HEAT = {
    "temp_air_c": "气温 °C", "relative_humidity_percent": "相对湿度 %", "wbgt_c": "WBGT °C",
    "wbgt_sun_c": "日晒 WBGT °C", "wbgt_shade_c": "遮阴 WBGT °C", "wind_m_per_s": "风速 m/s",
    "wind_speed_m_per_s": "风速 m/s", "ghi_w_per_m2": "总辐射 W/m²", "ghi_source": "辐射来源",
    "pressure_hpa": "气压 hPa", "rain_mm_per_h": "降雨 mm/h", "thunder_probability": "雷电概率",
    "outdoor_allowed": "可室外作业", "outdoors": "室外", "lighting": "需照明",
    "tmax_official_c": "预报最高气温 °C", "band": "高温等级", "outdoor_cap_minutes": "室外上限分钟",
    "outdoor_minutes": "室外分钟", "bucket_minutes": "斗内分钟", "sweat_loss_g": "失水量 g",
    "stint_limit_minutes": "单次上限分钟", "limit_rule": "限制依据",
    "predicted_core_c": "预计体温 °C", "core_limit_c": "体温上限 °C", "core_peak_c": "最高体温 °C",
    "core_end_c": "收工体温 °C", "strain_end_c": "收工体温 °C", "kit": "防护服",
    "metabolic_rate_w_per_m2": "代谢率 W/m²", "clo": "热阻 clo", "im": "透湿指数",
    "cav_c": "服装修正 °C", "mass_kg": "质量 kg", "slots_closed": "禁止时段数", "phases": "阶段",
    "clause": "条款", "source": "来源", "unit": "单位", "station": "气象站",
    "elevation_m": "海拔 m", "wind_height_m": "测风高度 m",
}  # fmt: skip
_JOBS = {
    "phase": "阶段", "step": "步骤", "place": "地点", "km": "公里", "lat": "纬度", "lon": "经度",
    "code": "代码", "kind": "类别", "class": "类别", "name_zh": "中文名称", "name_en": "英文名称",
    "method": "方法", "why": "原因", "crews_needed": "所需班组", "bucket_workers": "斗内人数",
    "persons": "总人数", "reclosing_blocked": "须停用重合闸", "switching": "电网配合",
    "handover_after": "其后可换人", "safe_state_minutes": "撤离分钟", "text_zh": "中文步骤",
    "text_en": "英文步骤", "hazard_zh": "风险", "control_zh": "控制措施",
}  # fmt: skip
_GRID = {
    "feeder": "线路", "substation": "变电站", "transfer_plan": "转供方案", "rank": "排序",
    "from_feeder": "转出线路", "to_feeder": "转入线路", "p_mw_max": "最大转移 MW",
    "customers_interrupted": "停电用户", "customers_switched": "短时停电用户",
    "customer_minutes": "停电时户分钟", "switch": "开关", "switch_name": "开关名称",
    "action": "操作", "loading_max_percent": "最高负载率 %", "loading_element": "最高负载设备",
    "vm_min_pu": "最低电压 p.u.", "vm_min_bus": "最低电压节点", "lost_load_mw": "失电负荷 MW",
    "ok": "合格", "cause": "起因", "element": "设备", "margin_percent": "裕度 %",
    "customers_at_risk": "风险时户数", "allowed_hours": "可作业小时",
    "closed_hours": "不可作业小时",
    "round": "轮次", "value": "数值", "limit": "限值", "resolved": "已解决", "bus": "节点",
    "head_line": "出线", "head_switch": "出线开关", "limit_a": "限流 A",
    "ct_primary_a": "CT 一次额定 A", "overcurrent_pickup_a": "过流定值 A",
    "power_factor": "功率因数", "failures_per_km_year": "故障率 次/km·年",
    "same_pole_feeder": "同杆线路", "feeder_automation": "馈线自动化", "loop_zone": "合环区",
    "vector_group": "接线组别", "neutral": "中性点接地", "va_degree": "电压相角 °",
    "vm_pu": "母线电压 p.u.", "type": "型式", "remote": "遥控", "auto_reclose": "重合闸",
    "auto_close": "备自投", "phases_checked": "已核相", "closed": "合位", "customers": "用户数",
    "sensitive_kind": "重要用户类别", "sensitive_count": "重要用户数", "std_type": "导线型号",
    "diameter_mm": "外径 mm", "grouped": "并列根数", "transformer": "变压器", "cooling": "冷却方式",
    "oil_rise_k": "油温升 K", "gradient_k": "热点梯度 K", "surcharge_k": "环境温升 K",
}  # fmt: skip

COLUMNS_ZH: Mapping[str, str] = {**_TIMES, **_ORDERS, **_PEOPLE, **_HEAT, **_JOBS, **_GRID}
"""Column → Chinese."""
