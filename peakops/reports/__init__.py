"""Text, figures, PDF files, pages, workbooks and calendars that people read."""

from __future__ import annotations

from peakops.reports.actuals_form import write_actuals_form as write_actuals_form
from peakops.reports.calendars import write_calendars as write_calendars
from peakops.reports.messages import write_messages as write_messages
from peakops.reports.page import write_page as write_page
from peakops.reports.pdf import write_dispatch as write_dispatch
from peakops.reports.pdf import write_overview as write_overview
from peakops.reports.pdf import write_shift_plans as write_shift_plans
from peakops.reports.tickets import write_tickets as write_tickets
from peakops.reports.workbook import write_workbook as write_workbook
