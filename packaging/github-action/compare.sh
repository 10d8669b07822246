#!/usr/bin/env bash
# Compares the two snapshots: annotations to the log, a summary to the job's page, and reports for later steps.
# Exit status: heapdiff's: 0, 1 a rule was crossed, 2 trouble.
set -euo pipefail
reports=$RUNNER_TEMP/heapdiff-reports
mkdir -p "$reports"

arguments=(--source-root "$GITHUB_WORKSPACE")
[[ -z $HEAPDIFF_OPS ]] || arguments+=(--ops "$HEAPDIFF_OPS")
[[ -z $HEAPDIFF_BASELINE ]] || arguments+=(--baseline "$HEAPDIFF_BASELINE")
while IFS= read -r rule; do
  [[ -z $rule ]] || arguments+=(--fail-on "$rule")
done <<<"$HEAPDIFF_FAIL_ON"
while IFS= read -r argument; do
  [[ -z $argument ]] || arguments+=("$argument")
done <<<"$HEAPDIFF_ARGUMENTS"

status=0
"$HEAPDIFF" "${arguments[@]}" --report github --report "markdown=$reports/summary.md" \
  --report "json=$reports/report.json" --report "sarif=$reports/report.sarif" \
  -- "$HEAPDIFF_BEFORE" "$HEAPDIFF_AFTER" || status=$?
((status < 2)) || exit "$status" # there are no reports

cat "$reports/summary.md" >>"$GITHUB_STEP_SUMMARY"
{
  printf 'json=%s\n' "$reports/report.json"
  printf 'sarif=%s\n' "$reports/report.sarif"
  # Names in the report are escaped, so the first is the report's own.
  printf 'verdict=%s\n' "$(grep -om 1 '"verdict": *"[a-z-]*"' "$reports/report.json" | cut -d '"' -f 4)"
} >>"$GITHUB_OUTPUT"
exit "$status"
