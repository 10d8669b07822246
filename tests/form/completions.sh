#!/bin/bash
# What the shells offer, as far as they are installed: bash, zsh and fish say the same.
#   completions.sh SOURCE_DIR
set -euo pipefail
cd "$1"
source_dir=$PWD
status=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
touch "$folder/snapshot"

# A line (a . at its end keeps a blank before it); what is offered for its last word; what is not.
lines=() offered=() refused=()
offers() {
  lines+=("${1%.}") offered+=("$2") refused+=("$3")
}
offers 'heapdiff .' 'summary find shell help snapshot' 'size'
offers 'heapdiff help .' 'summary diff shell' 'help snapshot'
offers 'heapdiff find .' 'snapshot' 'help'
offers 'heapdiff --' '--sort --fail-on --quiet' '--ignore'
offers 'heapdiff find --' '--ignore --top --quiet' '--sort --filter'
offers 'heapdiff -q find --' '--ignore --top' '--sort'
offers 'heapdiff --output report find --' '--ignore' '--sort'
offers 'heapdiff find .' 'snapshot' 'summary'
offers 'heapdiff --sort .' 'size count retained' 'summary'
offers 'heapdiff a b --group-by p' 'place package' 'class'
offers 'heapdiff a b --format .' 'text json' 'csv'
offers 'heapdiff nodes a --format .' 'ndjson csv json' 'text'
offers 'heapdiff --output .' 'snapshot' 'summary'
offers 'heapdiff a b --top .' '' 'snapshot summary'

# Each prints what a shell offers, one a line.
offers_of_bash() {
  local words
  read -ra words <<<"$1"
  [[ $1 != *' ' ]] || words+=('')
  COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1)) COMPREPLY=()
  _heapdiff
  printf '%s\n' "${COMPREPLY[@]}"
}
offers_of_fish() {
  HOME=$folder fish --no-config -c "source '$source_dir/completions/heapdiff.fish'; complete -C '$1'" | cut -f 1
}
# It completes only at a prompt, and is slow to get there: so all lines at once.
offers_of_zsh() {
  [[ -e $folder/.zsh ]] ||
    zsh -f "$source_dir/tests/form/capture.zsh" "$source_dir/completions" "${lines[@]}" >"$folder/.zsh"
  awk -F '\t' -v line="$1" '$1 == line { print $2 }' "$folder/.zsh"
}

source completions/heapdiff.bash
cd "$folder"
for shell in bash zsh fish; do
  command -v "$shell" >/dev/null || continue
  for i in "${!lines[@]}"; do
    found=$("offers_of_$shell" "${lines[i]}")
    for word in ${offered[i]}; do
      grep -qxF -- "$word" <<<"$found" && continue
      printf '%s: "%s" should offer %s\n' "$shell" "${lines[i]}" "$word"
      status=1
    done
    for word in ${refused[i]}; do
      grep -qxF -- "$word" <<<"$found" || continue
      printf '%s: "%s" should not offer %s\n' "$shell" "${lines[i]}" "$word"
      status=1
    done
  done
done
exit "$status"
