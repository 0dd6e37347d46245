# Thin wrappers: each works on a machine that has Python 3.11 or later, make and a compiler.
.PHONY: run test check bench quality fuzz lock clean
run: ; @scripts/kabar serve --sample $(ARGS)
test: ; @scripts/test $(ARGS)
check: ; @scripts/check
bench: ; @scripts/bench $(ARGS)
quality: ; @scripts/quality $(ARGS)
fuzz: ; @KABAR_FUZZ_SECONDS=$${KABAR_FUZZ_SECONDS:-3600} scripts/test -s tests/fuzz $(ARGS)
lock: ; @scripts/lock
clean: ; rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
