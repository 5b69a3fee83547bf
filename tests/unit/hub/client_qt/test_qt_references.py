"""PySide6 6.12.0 on Python 3.11 loses a reference to True at each emit and to None at each void call.

Twenty emits a second abort such a process after half a minute. Whatever version is installed, a million emits
must leave the counts alone. In a process of its own: a version that fails would take the test run with it.
"""

import json
import subprocess
import sys

EMITS = 1_000_000
SLACK = 5_000
"""Counts move a little by themselves."""
PROGRAM = f"""
import json, sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rang = Signal(bool)

def heard(value): pass

application = QCoreApplication([])
bell = Bell()
bell.rang.connect(heard)
# Spare references, so that a version that loses them shows it here and does not abort.
spare = [True] * {EMITS * 2} + [None] * {EMITS * 4}
before = sys.getrefcount(True), sys.getrefcount(None)
emit = bell.rang.emit
for _ in range({EMITS}):
    emit(True)
after = sys.getrefcount(True), sys.getrefcount(None)
print(json.dumps([after[0] - before[0], after[1] - before[1]]))
"""


def test_a_million_emits_leave_the_reference_counts_of_true_and_none_alone() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=100)
    of_true, of_none = json.loads(done.stdout)
    assert abs(of_true) < SLACK
    assert abs(of_none) < SLACK
