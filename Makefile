# Ting 厅. `make` alone lists the targets.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Written last, so that an interrupted set-up is done again.
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup packages packages-test run test lint format bench soak pictures lock clean

help: ## 列出可用目标 · list the targets
	@echo "Ting 厅"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name words; do printf '%-16s %s\n' "$$name" "$$words"; done

setup: packages $(READY) ## 准备运行环境 .venv · make the environment .venv

packages:
	@.ci/bootstrap run

packages-test:
	@.ci/bootstrap run test

$(READY): .requirements.lock pyproject.toml | packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "准备运行环境 · making the environment $(VENV)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

run: setup ## 运行整个大厅（演示） · run a whole hall (ARGS="--port 8800")
	@exec $(BIN)/ting demo $(ARGS)

lint: setup ## 检查写法、类型和房间规则 · check style, types and room rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## 统一写法 · put the code into one style
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

test: packages-test lint ## 全部检查与测试 · all checks and tests
	@$(BIN)/python -m pytest -q -m "not soak" --cov --cov-report=term:skip-covered --cov-fail-under=90 $(ARGS)

soak: packages-test setup ## 长时间测试（所有故障与竞争） · the long tests (all kills, all races)
	@$(BIN)/python -m pytest -m soak --timeout=0 $(ARGS)

bench: setup ## 测量性能 · measure
	@$(BIN)/ting bench $(ARGS)

pictures: packages-test setup ## 从运行中的系统截取 docs/ 里的图片 · make the pictures in docs/ from the running system
	@$(BIN)/python -m hub.demo.pictures $(ARGS)

lock: ## 重新锁定全部版本（需要 uv） · lock every version again (needs uv)
	@command -v uv >/dev/null || { echo "需要 uv · uv is needed: python3 -m venv /tmp/uv && /tmp/uv/bin/pip install uv, then PATH=/tmp/uv/bin:\$$PATH make lock" >&2; exit 1; }
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-emit-package pyscard \
	    --constraint .ci/constraints --output-file .requirements.lock

clean: ## 清除环境和生成的文件 · remove the environment and generated files
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
