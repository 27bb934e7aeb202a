"""What an event came to, in figures: values for whoever draws them, on a page or in a terminal."""

from backchannel.record.report.figures import (
    Answering,
    Counted,
    Course,
    Report,
    Rising,
    SessionQuestions,
    Slice,
    told_apart,
)
from backchannel.record.report.reporting import report

__all__ = [
    "Answering",
    "Counted",
    "Course",
    "Report",
    "Rising",
    "SessionQuestions",
    "Slice",
    "report",
    "told_apart",
]
