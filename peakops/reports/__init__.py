"""Text, figures and PDF files that people read."""

from __future__ import annotations

from peakops.reports.pdf import write_overview as write_overview
from peakops.reports.pdf import write_shift_plans as write_shift_plans
