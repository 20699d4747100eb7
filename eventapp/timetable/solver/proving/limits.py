"""How long CP-SAT may think."""

import time

from ortools.sat.python import cp_model

from eventapp.timetable.solver.instance import Place, Plan
from eventapp.timetable.solver.proving.model import Model


class Effort:
    """So many seconds from now on; with `repeatable` so much effort for each question, whatever the clock says."""

    def __init__(self, seconds: float, seed: int, *, repeatable: bool = False) -> None:
        self._begun, self.seconds = time.monotonic(), seconds
        self.seed, self.repeatable = seed, repeatable

    @property
    def share(self) -> float:
        """The share of the time that has gone."""
        return min(1.0, (time.monotonic() - self._begun) / self.seconds) if self.seconds else 1.0

    @property
    def is_over(self) -> bool:
        return not self.repeatable and self.share >= 1

    def solver(self, until: float = 1.0) -> cp_model.CpSolver:
        """CP-SAT, until this share of the time has gone.

        With one worker: it then answers alike whatever else the machine does, and what it says is to blame can be
        trusted more.
        """
        made = cp_model.CpSolver()
        made.parameters.num_workers = 1
        made.parameters.random_seed = self.seed
        if self.repeatable:
            made.parameters.max_deterministic_time = self.seconds
        else:
            made.parameters.max_time_in_seconds = max(0.0, until - self.share) * self.seconds
        return made


def plan_of(model: Model, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Plan:
    """The plan that CP-SAT found."""
    plan: list[Place | None] = [None] * model.count
    for number, rooms in model.room.items():
        for room, chosen in rooms.items():
            if value.boolean_value(chosen):
                plan[number] = Place(int(value.value(model.start[number])), room)
    return plan
