"""Makes peakops/work_ticket.docx, the form of a live-line work ticket that comes with peakops.

Run as ``python -m peakops.ticket_form``. The form follows the parts that Chinese utilities ask for
in 配电带电作业工作票; a utility replaces it by its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peakops.file_contract import WORK_TICKET
from peakops.ticket_template import SUFFIX, stamped

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

FORM = Path(__file__).parent / f"{WORK_TICKET}{SUFFIX}"
MADE = dt.datetime(2026, 7, 1)
FONT = "宋体"
LINE = "＿＿＿＿＿＿"
TIME = "＿＿年＿＿月＿＿日＿＿时＿＿分"

HEAD = (
    "单位：{{unit}}    编号：{{ticket}}    工单：{{order}}",
    "1. 工作负责人：{{leader}}    专责监护人：{{supervisor}}    班组：{{crew}}",
    "2. 工作班成员（不包括工作负责人），共 {{member_count}} 人：",
    "{{members}}",
    "车辆：{{vehicles}}",
    "3. 工作任务",
)
TASK = (
    ("线路名称、杆号", "工作地点", "工作内容"),
    ("{{substation}} {{line}} {{pole}}", "{{place}}", "{{task}}"),
)
BODY = (
    "4. 计划工作时间：自 {{planned_start}} 至 {{planned_end}}",
    "工作票有效期：{{ticket_window}}    应急抢修：{{emergency}}",
    "5. 重合闸：{{reclosing}}",
    "{{blocks}}",
    "{{no_agreed_times}}",
    "负荷转供：{{transfer}}",
    "倒闸操作：",
    "{{switching}}",
    "6. 邻近带电部位与安全距离",
    "{{adjacent}}",
    "{{distances}}",
    "7. 气象与高温条件（现场实测：气温＿＿＿℃ 湿度＿＿＿% 风速＿＿＿m/s 天气＿＿＿）",
    "{{weather_limits}}",
    "{{heat_limits}}",
    "8. 注意事项（安全措施）",
    "{{safety_measures}}",
    "备注：{{notes}}",
    "9. 签发",
    f"工作票签发人：{LINE}（{{{{issuer}}}}）    签发时间：{TIME}",
    f"工作负责人签名：{LINE}    收到时间：{TIME}",
    "10. 现场补充安全措施（工作负责人填写）",
    LINE * 6,
    "11. 工作许可（许可人：{{permitter}}）",
)
PERMISSION = (
    ("停用重合闸设备", "停用命令 时间／调度员", "许可开工 时间／许可人", "工作负责人签名"),
    ("", "", "", ""),
    ("", "", "", ""),
)
BRIEFING = (
    "12. 确认已布置工作任务、危险点和安全措施，工作班成员签名：",
    LINE * 6,
    "13. 工作负责人变动（一次，经签发人同意）",
    f"原工作负责人：{LINE}    变更为：{LINE}    签发人：{LINE}    时间：{TIME}",
    "14. 工作延期：带电作业工作票到期即停止作业、撤离、终结，另办新票",
    f"停止时间：{TIME}    新票编号：{LINE}    工作负责人签名：{LINE}",
    "15. 工作终结",
    f"全部工作于 {TIME} 结束，人员已撤离，材料、工器具已清理完毕，线路设备无遗留物。",
    f"工作负责人签名：{LINE}    专责监护人签名：{LINE}",
)
REPORT = (
    ("终结报告 方式", "工作负责人", "值班调控人员（许可人）", "报告时间", "恢复重合闸命令 时间"),
    ("", "", "", "", ""),
)
TAIL = (
    f"16. 备注：{LINE * 5}",
    f"评价：{LINE}    检查人：{LINE}    计划编制时间：{{{{issued}}}}",
)


def form_bytes() -> bytes:
    """The form; always the same bytes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    _page(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, "配电带电作业工作票", size_pt=18, bold=True)
    _paragraphs(document, HEAD)
    _table(document, TASK)
    _paragraphs(document, BODY)
    _table(document, PERMISSION)
    _paragraphs(document, BRIEFING)
    _table(document, REPORT)
    _paragraphs(document, TAIL)
    footer = document.sections[0].footer.paragraphs[0]
    _write(footer, "工单 {{order}}    {{line}} {{pole}}    计划时间仅供参考，不是许可", size_pt=8)
    return stamped(document, "配电带电作业工作票", MADE)


def _page(document: Document) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)


def _paragraphs(document: Document, texts: Sequence[str]) -> None:
    for text in texts:
        _write(document.add_paragraph(), text, bold=text[:1].isdigit() and "{{" not in text)


def _table(document: Document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for number, row in enumerate(rows):
        for cell, text in zip(table.rows[number].cells, row, strict=True):
            _write(cell.paragraphs[0], text, bold=number == 0)


def _write(paragraph: Paragraph, text: str, *, size_pt: float = 10.5, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.paragraph_format.space_after = Pt(3)
    run: Any = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size_pt), FONT
    run._element.rPr.rFonts.set(qn("w:eastAsia"), FONT)  # noqa: SLF001 - python-docx has no other way


def main() -> None:
    """Write the form."""
    FORM.write_bytes(form_bytes())


if __name__ == "__main__":
    main()
