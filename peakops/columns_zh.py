"""What the tables that `peakops init` writes hold, in Chinese: their English stands beside them.

The English is in `peakops.grid_tables` and `peakops.work_tables`; a test asks that no table and
no column is left out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ROWS = "每行一"
_IN_NETWORK = "按网络文件中的编号"

TABLES_ZH: Mapping[str, str] = MappingProxyType(
    {
        "feeders": f"{_ROWS}条 10 kV 配电线路。",
        "sources": f"{_ROWS}座变电站。",
        "switches": f"{_ROWS}台可操作的开关。",
        "switch_state": "当日实际开关状态，优先于网络文件中的状态。",
        "restrictions": "线路受限的时段。",
        "customers": "各节点的用户。",
        "line_types": "各型号导线的类型，仅在 limits.ratings 为 weather 时使用。"
        "表中没有的型号按字母判别"
        "（JK…：架空绝缘线；YJ…、VV…：直埋电缆；LGJ…、LJ…、JL…：裸导线），其余按载流量最低者："
        "电缆按直埋电缆，其他按裸导线。",
        "transformers": "变压器冷却方式，仅在 limits.ratings 为 weather 时使用。"
        "表中没有的变压器按容量"
        "取 distribution（较小）或 onan。",
        "switching_log": "过去的负荷转供，以免预测将其误作用电变化。",
        "weather_forecast": "天气预报，逐小时平均值，不得有缺口。",
        "weather_daily": "气象部门发布的日最高气温预报。",
        "stations": "气象站（有多个时填写）。",
        "work_orders": f"{_ROWS}项待办作业。",
        "crews": f"{_ROWS}个班组。",
        "vehicles": f"{_ROWS}辆车。",
        "contacts": "联系人和联系地点。",
        "workers": f"{_ROWS}名人员。",
        "job_types": f"{_ROWS}种作业项目。",
        "job_steps": "各种作业项目的步骤。",
        "kits": "防护用具。",
        "absences": "计划期内部分时段缺勤的人员或停用的车辆：每行填一人或一车。",
        "holidays": "日历库中尚未收录的法定节假日和调休工作日。",
    }
)
"""Table → what its rows are."""

_GRID: Mapping[str, Mapping[str, str]] = {
    "feeders": {
        "feeder": "线路名称",
        "substation": "正常运行方式下的供电变电站",
        "head_line": f"出线首段线路，{_IN_NETWORK}",
        "head_switch": f"出线开关，{_IN_NETWORK}",
        "limit_a": "出线限流值",
        "ct_primary_a": "电流互感器一次额定电流",
        "overcurrent_pickup_a": "带时限过流保护的动作定值",
        "power_factor": "出线处功率因数",
        "failures_per_km_year": "线路永久性故障率",
        "same_pole_feeder": "同杆架设的线路",
        "feeder_automation": "具备馈线自动化：自动隔离故障并恢复供电",
        "station": "所用气象站；空：按方案地点",
    },
    "sources": {
        "substation": "变电站名称",
        "loop_zone": "可合环的区域",
        "vector_group": "主变接线组别",
        "neutral": "10 kV 中性点接地方式",
        "va_degree": "电压相角",
        "vm_pu": "10 kV 母线维持的电压",
    },
    "switches": {
        "switch": _IN_NETWORK,
        "type": "开关型式：能断开什么",
        "remote": "可由调度遥控",
        "auto_reclose": "跳闸后自动重合（投重合闸）",
        "auto_close": "一侧失电后自动合闸（备自投）",
        "limit_a": "运行限流值",
        "phases_checked": "两侧已核相；空：未知，则不在此合环",
    },
    "switch_state": {
        "switch": _IN_NETWORK,
        "closed": "当前在合位",
        "since": "自何时起",
    },
    "restrictions": {
        "feeder": "受限线路",
        "from": "开始时间",
        "to": "结束时间",
        "kind": "不可进行的内容",
        "note": "原因",
    },
    "customers": {
        "bus": _IN_NETWORK,
        "customers": "用户数",
        "sensitive_kind": "其中最重要的一类用户；跳闸后无法恢复生命支持用户供电时，不得停用重合闸",
        "sensitive_count": "重要用户数",
    },
    "line_types": {
        "std_type": "网络文件中的导线型号",
        "kind": "结构和敷设方式",
        "diameter_mm": "裸导线外径；空：不作热平衡计算",
        "grouped": "并行敷设的电缆根数；空：一根",
    },
    "transformers": {
        "transformer": _IN_NETWORK,
        "cooling": "按 IEC 60076-7 的类型",
        "oil_rise_k": "额定负载下顶层油对环境的温升；空：按类型",
        "gradient_k": "绕组热点对顶层油的温升；空：按类型",
        "surcharge_k": "变压器周围空气高于室外气温的温差；空：0",
    },
    "switching_log": {
        "time_from": "转出时间",
        "time_to": "恢复时间；空：尚未恢复",
        "from_feeder": "转出负荷的线路",
        "to_feeder": "转入负荷的线路",
        "note": "原因",
    },
    "weather_forecast": {
        "time": "该小时的起始时间",
        "station": "气象站",
        "temp_air_c": "气温",
        "relative_humidity_percent": "相对湿度",
        "wind_speed_m_per_s": "风速，测风高度见 scenario.yaml",
        "ghi_w_per_m2": "水平面总辐射；空：按晴空",
        "pressure_hpa": "本站气压",
        "rain_mm_per_h": "降雨强度",
        "thunder_probability": "雷电概率，0 至 1",
    },
    "weather_daily": {
        "date": "日期",
        "tmax_official_c": "预报日最高气温",
        "issued_at": "预报发布时间",
    },
    "stations": {
        "station": "气象站名称",
        "lat": "纬度",
        "lon": "经度",
        "elevation_m": "海拔高度",
        "wind_height_m": "测风高度",
    },
}

_WORK: Mapping[str, Mapping[str, str]] = {
    "work_orders": {
        "work_order": "工单编号",
        "title": "作业内容",
        "job_type": "作业项目",
        "feeder": "作业线路",
        "bus": f"作业地点的节点，{_IN_NETWORK}",
        "section_switches": "作业区段两侧的开关",
        "pole": "杆号",
        "lat": "纬度；空：取节点的纬度",
        "lon": "经度；空：取节点的经度",
        "priority": "权重，10 最重要",
        "mandatory": "必须列入计划，除非计划末日之后才可开工",
        "emergency": "关系人身或财产安全的应急作业",
        "approver": "应急作业的批准人",
        "moisture_proof_tools": "工单配有适用于潮湿天气的防潮绝缘工具",
        "release": "最早可开工时间",
        "due": "要求完成时间",
        "window_start": "用户许可时段开始",
        "window_end": "用户许可时段结束",
        "surveyed": "已现场勘察",
        "ticket": "工作票号",
        "ticket_from": "工作票有效期开始",
        "ticket_to": "工作票有效期结束",
        "locked_crew": "指定班组",
        "locked_start": "指定开始时间，须为整刻钟",
        "withdrawn": "已取消，不再执行",
        "after": "须先完成的工单",
        "notes": "给班组的说明",
    },
    "crews": {
        "crew": "班组简称",
        "name": "班组全称",
        "base_lat": "驻地纬度",
        "base_lon": "驻地经度",
        "shift_start": "最早离开驻地的时刻",
        "shift_end": "最迟回到驻地的时刻",
    },
    "vehicles": {
        "vehicle": "车辆简称",
        "kind": "bucket_truck（绝缘斗臂车）、bypass_truck（旁路作业车）……",
        "crew": "所属班组；空：共用",
        "unavailable_from": "停用开始时间",
        "unavailable_to": "停用结束时间",
        "test_valid_to": "绝缘试验有效期的最后一天",
    },
    "contacts": {
        "role": "联系用途",
        "substation": "仅用于该变电站",
        "name": "姓名或名称",
        "phone": "电话",
        "lat": "纬度",
        "lon": "经度",
    },
    "workers": {
        "worker": "人员简称或编号",
        "name": "姓名",
        "crew": "所属班组",
        "roles": "可担任的岗位",
        "certificates": "带电作业资质",
        "certificate_valid_to": "资质有效期的最后一天",
        "acclimatisation_day": "热习服第几天；空：已热习服",
        "outdoor_minutes_today": "计划首日已在室外的分钟数",
        "strain_start_c": "开工时的核心体温",
        "heat_restriction": "高温作业限制，不记录医学原因",
    },
    "job_types": {
        "code": "项目代码",
        "name_zh": "中文名称",
        "name_en": "英文名称",
        "class": "带电作业项目类别",
        "method": "作业方法：绝缘杆 stick、绝缘手套 glove、旁路 bypass……",
        "crews_needed": "共同作业的班组数",
        "bucket_workers": "斗内电工人数，各班组合计",
        "persons": "现场总人数，各班组合计",
        "metabolic_rate_w_per_m2": "斗内作业的代谢率",
        "kit": "斗内防护用具",
        "reclosing_blocked": "须停用重合闸",
        "certificates": "斗内电工所需资质",
        "vehicle_kinds": "每个班组所需车辆，每类一辆",
        "switching": "电网配合方式",
    },
    "job_steps": {
        "job_type": "作业项目",
        "step": "步骤序号",
        "phase": "作业阶段",
        "minutes": "所需时间",
        "handover_after": "该步骤后可换另一组斗内电工",
        "safe_state_minutes": "恢复到安全状态所需时间",
        "text_zh": "中文作业步骤",
        "text_en": "英文作业步骤",
        "hazard_zh": "危险点",
        "control_zh": "预控措施",
    },
    "kits": {
        "kit": "简称",
        "clo": "服装热阻",
        "im": "透湿指数",
        "cav_c": "WBGT 的服装修正值",
        "mass_kg": "质量",
        "source": "数值来源",
    },
    "absences": {
        "worker": "人员",
        "vehicle": "车辆",
        "from": "缺勤或停用开始时间",
        "to": "缺勤或停用结束时间",
        "note": "原因",
    },
    "holidays": {
        "date": "日期",
        "kind": "节假日或调休工作日",
    },
}

MEANINGS_ZH: Mapping[str, Mapping[str, str]] = MappingProxyType({**_GRID, **_WORK})
"""Table → column → what it is for."""
