"""Live-line crews against the clock: problem, schedule, verification, explanation.

Importing this package does not import OR-Tools; the solver is `scheduler.solve`.
"""

from __future__ import annotations

from scheduler.crews import Crew as Crew
from scheduler.crews import Vehicle as Vehicle
from scheduler.crews import Worker as Worker
from scheduler.outage import ExclusivePair as ExclusivePair
from scheduler.outage import ForbiddenUse as ForbiddenUse
from scheduler.problem import ProblemData as ProblemData
from scheduler.records import SLOT_MINUTES as SLOT_MINUTES
from scheduler.records import Closure as Closure
from scheduler.records import GridOption as GridOption
from scheduler.records import TimeWindow as TimeWindow
from scheduler.records import WorkOrder as WorkOrder
from scheduler.schedule import Assignment as Assignment
from scheduler.schedule import CrewPart as CrewPart
from scheduler.schedule import Lunch as Lunch
from scheduler.schedule import Result as Result
from scheduler.schedule import Schedule as Schedule
from scheduler.schedule import Score as Score
from scheduler.schedule import SolveStatus as SolveStatus
from scheduler.schedule import Stint as Stint
from scheduler.strain import ForbiddenStart as ForbiddenStart
from scheduler.strain import RestNeeded as RestNeeded

__part_of__ = "peakops"
