"""The supervisor, with small real programs."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import psutil
import pytest

from hub.demo.program import Facts, Launch, Program, Restart, State, Status
from hub.demo.readiness import Finishes, PrintsJson, PrintsNumber, PrintsReady, Ready, Stays
from hub.demo.supervisor import ProgramFailedError, Supervisor

DEADLINE_S = 20.0

READY_AND_STAY = "import json, os, time; print(json.dumps({'pid': os.getpid()})); time.sleep(600)"


def python(code: str, *arguments: str) -> Launch:
    return Launch((sys.executable, "-c", textwrap.dedent(code), *arguments))


def program(
    name: str,
    code: str,
    ready: Ready | None = None,
    *,
    needs: tuple[str, ...] = (),
    restart: Restart = Restart.ALWAYS,
    seconds: float = DEADLINE_S,
    grace: float = DEADLINE_S,
) -> Program:
    return Program(
        name, f"{name}程序", name, lambda _facts: python(code), ready or PrintsJson(), needs, restart, seconds, grace
    )


def supervisor(programs: Sequence[Program], folder: Path, seen: list[Status] | None = None) -> Supervisor:
    return Supervisor(
        programs,
        folder,
        (seen if seen is not None else []).append,
        first_pause=0.01,
        longest_pause=0.05,
    )


def with_running(kept: Supervisor, body: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        try:
            await kept.start()
            await body()
        finally:
            await kept.stop()

    asyncio.run(asyncio.wait_for(whole(), 3 * DEADLINE_S))


async def until(condition: Callable[[], bool]) -> None:
    async def look() -> None:
        while not condition():
            await asyncio.sleep(0.02)

    await asyncio.wait_for(look(), DEADLINE_S)


async def nothing() -> None:
    return None


def test_a_program_starts_after_what_it_needs_and_knows_its_facts(tmp_path: Path) -> None:
    said = tmp_path / "said"

    def launch(facts: Facts) -> Launch:
        return python(
            """
            import sys, pathlib, time
            pathlib.Path(sys.argv[1]).write_text(sys.argv[2])
            print('{}')
            time.sleep(600)
            """,
            str(said),
            str(facts["first"]["port"]),
        )

    first = program("first", "import time; print('hello'); print('{\"port\": 4711}'); time.sleep(600)")
    second = Program("second", "二", "second", launch, PrintsJson(), needs=("first",))
    with_running(supervisor([second, first], tmp_path), nothing)
    assert said.read_text() == "4711"


def test_all_programs_are_gone_after_the_stop_and_what_they_left_behind_too(tmp_path: Path) -> None:
    leaves = """
        import json, subprocess, sys, time
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        print(json.dumps({"left": left.pid}))
        time.sleep(600)
    """
    kept = supervisor([program("leaves", leaves), program("plain", READY_AND_STAY)], tmp_path)
    with_running(kept, nothing)
    assert not psutil.pid_exists(kept.facts["leaves"]["left"])
    assert not psutil.pid_exists(kept.facts["plain"]["pid"])
    assert {status.state for status in kept.statuses.values()} == {State.STOPPED}


def test_a_program_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    deaf = """
        import json, os, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print(json.dumps({"pid": os.getpid()}))
        time.sleep(600)
    """
    kept = supervisor([program("deaf", deaf, grace=0.2)], tmp_path)
    with_running(kept, nothing)
    assert not psutil.pid_exists(kept.facts["deaf"]["pid"])


def test_what_needs_others_is_stopped_before_them(tmp_path: Path) -> None:
    seen: list[Status] = []
    kept = supervisor(
        [program("base", READY_AND_STAY), program("top", READY_AND_STAY, needs=("base",))], tmp_path, seen
    )
    with_running(kept, nothing)
    assert [status.name for status in seen if status.state is State.STOPPED] == ["top", "base"]


def test_a_killed_program_comes_back(tmp_path: Path) -> None:
    kept = supervisor([program("falls", READY_AND_STAY)], tmp_path)

    async def body() -> None:
        first = kept.facts["falls"]["pid"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: kept.facts["falls"]["pid"] != first)
        assert psutil.pid_exists(kept.facts["falls"]["pid"])

    with_running(kept, body)
    assert kept.statuses["falls"].starts == 2


def test_a_killed_program_comes_back_although_what_it_started_lives_on(tmp_path: Path) -> None:
    """As the hub does: its broker outlives it and holds its output open."""
    code = """
        import json, os, subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        print(json.dumps({"pid": os.getpid()}))
        time.sleep(600)
    """
    kept = supervisor([program("hub", code)], tmp_path)

    async def body() -> None:
        first = kept.facts["hub"]["pid"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: kept.facts["hub"]["pid"] != first)

    with_running(kept, body)


def test_a_program_that_keeps_falling_is_shown_as_failed_and_still_tried(tmp_path: Path) -> None:
    flag = tmp_path / "broken"
    code = f"""
        import json, os, pathlib, sys, time
        print(json.dumps(dict(pid=os.getpid())), flush=True)
        if pathlib.Path({str(flag)!r}).exists():
            sys.exit(3)
        time.sleep(600)
    """
    seen: list[Status] = []
    kept = supervisor([program("falls", code)], tmp_path, seen)

    async def body() -> None:
        flag.touch()
        os.kill(kept.facts["falls"]["pid"], signal.SIGKILL)
        await until(lambda: any(status.state is State.FAILED for status in seen))
        flag.unlink()
        starts = kept.statuses["falls"].starts
        await until(lambda: kept.statuses["falls"].state is State.RUNNING and kept.statuses["falls"].starts > starts)

    with_running(kept, body)


def test_a_program_that_cannot_start_is_named_with_its_last_words(tmp_path: Path) -> None:
    bad = program("bad", "import sys; print('the port is taken'); sys.exit(3)")
    with pytest.raises(ProgramFailedError) as failed:
        with_running(supervisor([bad, program("good", READY_AND_STAY)], tmp_path), nothing)
    assert failed.value.program.name == "bad"
    assert failed.value.lines == ("the port is taken",)
    assert "代码 3" in failed.value.zh
    assert failed.value.log == tmp_path / "bad.log"
    assert failed.value.log.read_text().count("the port is taken") == 3


def test_a_program_that_is_not_installed_is_named(tmp_path: Path) -> None:
    missing = Program("missing", "无", "missing", lambda _facts: Launch(("/no/such/program",)), Stays())
    with pytest.raises(ProgramFailedError) as failed:
        with_running(supervisor([missing], tmp_path), nothing)
    assert failed.value.en == "cannot run /no/such/program"


def test_a_program_that_never_gets_ready_is_given_up_after_its_time(tmp_path: Path) -> None:
    silent = program("silent", "import time; time.sleep(600)", seconds=0.1)
    with pytest.raises(ProgramFailedError) as failed:
        with_running(supervisor([silent], tmp_path), nothing)
    assert "0.1 s" in failed.value.en


def test_a_step_is_ready_when_it_has_ended_well_and_is_not_done_again(tmp_path: Path) -> None:
    step = program("step", "print('done')", Finishes(), restart=Restart.ONCE)
    after = program("after", READY_AND_STAY, needs=("step",))
    kept = supervisor([step, after], tmp_path)

    async def body() -> None:
        os.kill(kept.facts["after"]["pid"], signal.SIGKILL)
        await until(lambda: kept.statuses["after"].starts == 2)
        assert kept.statuses["step"].state is State.DONE

    with_running(kept, body)
    assert kept.statuses["step"].starts == 1


def test_a_step_that_fails_stops_the_start(tmp_path: Path) -> None:
    step = program("step", "import sys; sys.exit('no such hall')", Finishes(), restart=Restart.ONCE)
    with pytest.raises(ProgramFailedError) as failed:
        with_running(supervisor([step], tmp_path), nothing)
    assert failed.value.lines == ("no such hall",)


def test_a_program_can_be_added_and_removed_while_the_hall_runs(tmp_path: Path) -> None:
    kept = supervisor([program("hall", READY_AND_STAY)], tmp_path)

    async def body() -> None:
        await kept.add(program("guest", READY_AND_STAY, restart=Restart.NEVER))
        pid = kept.facts["guest"]["pid"]
        assert kept.running("guest")
        await kept.remove("guest")
        assert not kept.running("guest")
        assert not psutil.pid_exists(pid)
        assert "guest" not in kept.statuses

    with_running(kept, body)


@pytest.mark.parametrize(("code", "state"), [(0, State.DONE), (4, State.FAILED)])
def test_a_program_that_is_not_started_again_ends_as_it_ended(tmp_path: Path, code: int, state: State) -> None:
    kept = supervisor([program("hall", READY_AND_STAY)], tmp_path)

    async def body() -> None:
        await kept.add(program("guest", f"import sys; print('{{}}'); sys.exit({code})", restart=Restart.NEVER))
        await until(lambda: kept.statuses["guest"].state is state)
        await kept.add(program("guest", READY_AND_STAY, restart=Restart.NEVER))
        assert kept.statuses["guest"].state is State.RUNNING

    with_running(kept, body)


def test_a_ready_line_a_number_and_staying_each_tell_that_a_program_is_ready(tmp_path: Path) -> None:
    stay = "import time; time.sleep(600)"
    kept = supervisor(
        [
            program("line", f"print('starting'); print('ready hub changan'); {stay}", PrintsReady()),
            program("number", f"print('starting'); print('7'); {stay}", PrintsNumber("display")),
            program("stays", stay, Stays(0.05)),
        ],
        tmp_path,
    )
    with_running(kept, nothing)
    assert kept.facts == {"line": {"said": "ready hub changan"}, "number": {"display": 7}, "stays": {}}


@pytest.mark.parametrize("ready", [PrintsJson(), PrintsNumber(), PrintsReady()])
def test_a_program_that_ends_without_its_line_is_not_ready(tmp_path: Path, ready: Ready) -> None:
    mute = program("mute", "print('[1]'); print('x7'); print('not ready yet')", ready)
    with pytest.raises(ProgramFailedError) as failed:
        with_running(supervisor([mute], tmp_path), nothing)
    assert failed.value.lines[-1] == "not ready yet"


def test_programs_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    """Even SIGKILL leaves no program behind: the kernel tells the children."""
    code = f"""
        import asyncio, pathlib, sys
        sys.path[:0] = {sys.path!r}
        from hub.demo.program import Launch, Program
        from hub.demo.readiness import PrintsJson
        from hub.demo.supervisor import Supervisor
        launch = Launch((sys.executable, "-c", {READY_AND_STAY!r}))
        async def whole():
            kept = Supervisor([Program("p", "", "", lambda f: launch, PrintsJson())], pathlib.Path({str(tmp_path)!r}))
            await kept.start()
            print(kept.facts["p"]["pid"], flush=True)
            await asyncio.sleep(600)
        asyncio.run(whole())
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
    assert psutil.wait_procs([child], timeout=DEADLINE_S)[1] == []


def test_a_flood_of_output_and_an_endless_line_do_not_hold_a_program_up(tmp_path: Path) -> None:
    code = """
        import json, os, sys, time
        sys.stdout.write("x" * 3_000_000 + "\\n")
        for number in range(20_000):
            print("line", number)
        print(json.dumps({"pid": os.getpid()}))
        time.sleep(600)
    """
    with_running(supervisor([program("loud", code)], tmp_path), nothing)
    assert "line 19999" in (tmp_path / "loud.log").read_text()
