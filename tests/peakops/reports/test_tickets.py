"""Work tickets: what stands on them, the utility's own form, and everything that a form may be."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from peakops import ticket_form, ticket_placeholders
from peakops.file_contract import WORK_TICKET
from peakops.reports.sheet_source import Source
from peakops.reports.ticket_values import VALUES, ticket_values
from peakops.reports.tickets import default_template, write_tickets
from peakops.scenario import InputFaults, read_scenario
from peakops.ticket_placeholders import PLACEHOLDERS
from peakops.ticket_template import filled, paragraphs, plain, template_faults

DOCS = Path(__file__).parents[3] / "docs" / "work-ticket.md"
HOSTILE = '<b>&amp; "q" {{leader}} 😀👷🏽‍♂️\x07\x00' + "长" * 300


def form(*texts: str, header: str = "") -> bytes:
    """A form of some paragraphs; a text in parts is spread over several runs."""
    document = docx.Document()
    for text in texts:
        paragraph = document.add_paragraph()
        for part in text.split("|"):
            paragraph.add_run(part)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def texts_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(docx.Document(io.BytesIO(data)))]


def fill(data: bytes, **values: str) -> list[str]:
    known = dict.fromkeys(PLACEHOLDERS, "") | values
    issued = ticket_form.MADE
    return texts_of(filled(data, known, "W1", issued))


def faults(data: bytes, file: str = "ours.docx") -> list[tuple[str, str, str]]:
    return [(fault.file, fault.found, fault.wanted) for fault in template_faults(file, data)]


@pytest.fixture(scope="module")
def written(plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Text of each ticket of the plan."""
    files = write_tickets(plan, tmp_path_factory.mktemp("tickets"))
    return {path.stem: "\n".join(texts_of(path.read_bytes())) for path in files}


def test_every_placed_order_has_a_ticket_filled_from_the_plan(plan, written) -> None:
    assert set(written) == set(plan.tables["schedule"]["work_order"])
    text = written["WO-1001"]
    for told in (
        "单位：德清县供电公司", "编号：带2026-0720-01", "沈镕喆", "专责监护人：陆堃", "共 5 人",
        "斗内电工：钱昇、费珺、姚祎、章建国", "浙E-D1021", "武康112线17号杆",
        "2026年07月20日07时15分", "2026年07月20日10时20分", "重合闸：需停用重合闸",
        "武康变112开关 #0", "县调 值班员 0572-800-1101", "联络开关自投", "禁止约时停用或恢复重合闸",
        "F101 → F102，1.84 MW", "1. 作业前：拉开 武康112线分段2号开关 #4", "相间 0.6 m",
        "风速 ≤ 10 m/s", "进斗 07:45–08:11 A 组，单次不超过 30 min", "禁止室外作业时段 14:00–17:00",
        "相间短路 → 遮蔽搭接不小于150 mm", "沈国华 138-0572-0001", "绝缘手套作业法", "Ⅲ类",
        "17号杆与舞阳115线同杆", "工作许可", "终结报告", "应急抢修：否",
    ):  # fmt: skip
        assert told in text, told
    assert "不应出现" not in text
    assert "{{" not in "".join(written.values())
    assert "不需停用重合闸" in written["WO-1007"]
    assert "编号：＿＿＿＿＿＿" in written["WO-1003"]
    assert "应急抢修：是，批准人 运检部主任 沈国华" in written["WO-1012"]
    assert "带电作业一班、带电作业二班" in written["WO-1020"]
    assert "B1、B2" in written["WO-1020"]


def test_relief_and_circuits_on_the_same_poles_are_told(relieved, with_table) -> None:
    source = Source(plan=relieved, language="zh")
    told = [ticket_values(source, row) for row in source.schedule]
    assert any(values["relief"] != "无" and "轮换人员" in values["members"] for values in told)
    blocks = relieved.tables["blocks"].assign(reason="same_pole")
    source = Source(plan=with_table(relieved, blocks=blocks), language="zh")
    assert "同杆架设线路：F101（带电）" in ticket_values(source, source.schedule[0])["adjacent"]


def test_the_same_plan_gives_the_same_bytes(plan, tmp_path: Path) -> None:
    first, second = (write_tickets(plan, tmp_path / name) for name in "ab")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    with zipfile.ZipFile(first[0]) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert "2026-07-19T07:00:00Z" in core
    assert "peakops" in core


def test_names_of_any_kind_do_not_break_a_ticket(plan, with_order, tmp_path: Path) -> None:
    wild = with_order(plan, "WO-1001", title=HOSTILE, notes=HOSTILE + "\r\nnext\tline")
    path = write_tickets(wild, tmp_path)[0]
    text = "\n".join(p.text for p in docx.Document(path).paragraphs)
    assert '备注：<b>&amp; "q" {{leader}} 😀👷🏽‍♂️' + "长" * 300 + "\nnext line" in text


def test_orders_with_long_or_like_names_have_files_of_their_own(plan, tmp_path: Path) -> None:
    names = {"WO-1001": "长" * 300, "WO-1007": "长" * 299 + "/", "WO-1003": "a/b", "WO-1012": "a b"}

    def renamed(table):  # type: ignore[no-untyped-def]
        return table.assign(work_order=table["work_order"].replace(names))

    inputs = plan.scenario.tables
    scenario = replace(
        plan.scenario, tables={**inputs, "work_orders": renamed(inputs["work_orders"])}
    )
    tables = {**plan.tables, "schedule": renamed(plan.tables["schedule"])}
    files = write_tickets(replace(plan, scenario=scenario, tables=tables), tmp_path)
    stems = {path.stem for path in files}
    assert stems == {"长" * 60, "长" * 60 + "-2", "a_b", "a_b-2", "WO-1020"}


def test_a_form_of_ones_own_stands_in_the_place_of_ours(plan, tmp_path: Path) -> None:
    own = replace(plan, scenario=replace(plan.scenario, work_ticket=form("票 {{工单号}}")))
    assert texts_of(write_tickets(own, tmp_path)[0].read_bytes())[0] == "票 WO-1001"


def test_a_placeholder_is_filled_wherever_word_split_it() -> None:
    data = form("a {|{lea|der|}} b {{工作负责人}}|{{ crew }}c", header="{{unit}}")
    assert fill(data, leader="Wang", crew="C1", unit="U")[0] == "a Wang b WangC1c"
    assert fill(data, leader="", crew="{{leader}}", unit="U") == ["a  b {{leader}}c", "U"]


def test_a_placeholder_keeps_its_look_and_lines_stand_below_one_another() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).paragraphs[0].add_run("{{lea").bold = True
    table.cell(0, 0).paragraphs[0].add_run("der}}!")
    buffer = io.BytesIO()
    document.save(buffer)
    values = dict.fromkeys(PLACEHOLDERS, "") | {"leader": "one\ntwo\nthree"}
    made = docx.Document(io.BytesIO(filled(buffer.getvalue(), values, "t", ticket_form.MADE)))
    runs = made.tables[0].cell(0, 0).paragraphs[0].runs
    assert [(run.text, run.bold) for run in runs] == [("one\ntwo\nthree", True), ("!", None)]


def test_text_boxes_are_filled_once() -> None:
    document = docx.Document()
    run = document.add_paragraph("{{crew}}").add_run()
    box = run._element.makeelement(docx.oxml.ns.qn("w:txbxContent"))
    inner = box.makeelement(docx.oxml.ns.qn("w:p"))
    box.append(inner)
    run._element.append(box)
    docx.text.paragraph.Paragraph(inner, document).add_run("{{leader}}")
    buffer = io.BytesIO()
    document.save(buffer)
    assert faults(buffer.getvalue()) == []
    assert fill(buffer.getvalue(), leader="L", crew="C") == ["C", "L"]


def test_every_fault_of_a_form_is_named() -> None:
    data = form(
        "{{leadr}} {{crew}}", "fine", "{{le|ader", "｛｛班组｝｝", "}} x", header="{{Unknown}}"
    )
    assert faults(data) == [
        ("ours.docx paragraph 1", "{{leadr}}",
         "a placeholder of docs/work-ticket.md; did you mean leader?"),
        ("ours.docx paragraph 3", "{{ in {{leader", "{{ and }} around a name, such as {{leader}}"),
        ("ours.docx paragraph 4", "｛｛班组｝｝ in ｛｛班组｝｝",
         "{{ and }} around a name, such as {{leader}}"),
        ("ours.docx paragraph 5", "}} in }} x", "{{ and }} around a name, such as {{leader}}"),
        ("ours.docx header paragraph 1", "{{Unknown}}", "a placeholder of docs/work-ticket.md"),
    ]  # fmt: skip
    assert faults(form("nothing")) == [
        ("ours.docx", "no placeholder", "placeholders such as {{leader}}")
    ]
    assert faults(b"PK no") == [
        ("ours.docx", "no readable Word document (File is not a zip file)",
         "a .docx, whole and not encrypted")
    ]  # fmt: skip
    assert faults(form("{{leader}}"), "ours.doc") == [
        ("ours.doc", "ours.doc", "a Word document whose name ends in .docx")
    ]


@pytest.mark.parametrize("cut", [0, 1, 100, 3000, -1])
def test_a_form_that_is_cut_is_a_fault(cut: int) -> None:
    assert len(faults(default_template()[:cut])) == 1


def test_the_reader_of_scenarios_knows_the_form(tiny: Path) -> None:
    assert read_scenario(tiny).work_ticket is None
    own = form("{{leader}}")
    (tiny / "work_ticket.docx").write_bytes(own)
    scenario = read_scenario(tiny)
    assert scenario.work_ticket == own
    assert scenario.paths[WORK_TICKET] == tiny / "work_ticket.docx"
    assert "work_ticket.docx" in scenario.inputs_sha256
    (tiny / "work_ticket.docx").write_bytes(form("{{leadr}}"))
    with pytest.raises(InputFaults, match=r"paragraph 1: found \{\{leadr"):
        read_scenario(tiny)
    with (tiny / "scenario.yaml").open("a") as settings:
        settings.write("files:\n  work_ticket: ours.docx\n")
    with pytest.raises(InputFaults, match=r"ours\.docx: found no such file"):
        read_scenario(tiny)


def test_the_form_is_what_its_script_makes_and_without_fault(tmp_path: Path, monkeypatch) -> None:
    assert faults(default_template()) == []
    monkeypatch.setattr(ticket_form, "FORM", tmp_path / "form.docx")
    ticket_form.main()
    made = (tmp_path / "form.docx").read_bytes()
    assert texts_of(made) == texts_of(default_template())
    assert made == ticket_form.form_bytes()


def test_every_placeholder_is_documented_and_has_a_value(capsys) -> None:
    ticket_placeholders.main()
    assert capsys.readouterr().out == DOCS.read_text(encoding="utf-8")
    assert list(VALUES) == list(PLACEHOLDERS)


def test_what_word_cannot_hold_goes() -> None:
    assert plain("a\x00\x0b\ufffe\tb\r\nc\rd") == "a b\nc\nd"
