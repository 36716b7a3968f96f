#!/bin/sh
# Cargo's RUSTC_WORKSPACE_WRAPPER while fuzzing: counts the edges of our own crates (SanitizerCoverage, on a stable compiler). What they
# depend on stays as any build has it, and is not built anew. Build scripts run without libFuzzer, so they are left alone.
case " $* " in
*" build_script_build "*) exec "$@" ;;
esac
exec "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares
