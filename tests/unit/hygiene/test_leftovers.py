"""The fence of tests/conftest.py can fail: a test that leaves a thread or a process behind is told so."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

LEAVES = {
    "thread": "import threading, time\ndef test_it():\n    threading.Thread(target=time.sleep, args=(4,)).start()\n",
    "process": "import subprocess, sys\ndef test_it():\n"
    "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n",
}


@pytest.mark.parametrize("kind", sorted(LEAVES))
def test_what_a_test_leaves_behind_fails_it(tmp_path: Path, kind: str) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_leaves.py").write_text(LEAVES[kind])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:cov", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    words = {"thread": "threads left behind", "process": "processes left behind"}
    assert words[kind] in done.stdout
