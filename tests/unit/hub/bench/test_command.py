import importlib

from click.testing import CliRunner

from hub.bench.command import BENCHES, bench_command


def test_the_list_names_every_bench_in_chinese_and_english() -> None:
    printed = CliRunner().invoke(bench_command, ["--list"])
    assert printed.exit_code == 0
    assert set(BENCHES) == {"press-to-paint", "commands", "ticket", "restart", "memory"}
    for name, (_, zh, en) in BENCHES.items():
        assert any(line.startswith(name) and zh in line and en in line for line in printed.output.splitlines())


def test_every_bench_can_be_run() -> None:
    for module, _, _ in BENCHES.values():
        assert callable(importlib.import_module(module).run)


def test_an_unknown_bench_is_refused() -> None:
    refused = CliRunner().invoke(bench_command, ["nonsense"])
    assert refused.exit_code == 2
    assert "nonsense" in refused.output
