# What zsh would offer to complete some lines: the line, a tab, and an offer.
#   zsh -f capture.zsh COMPLETIONS_DIR LINE…
zmodload zsh/zpty || exit 77
zpty shell zsh -f -i

# Its words go to compadd, in every way of completing; there they are printed.
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell 'compadd() {
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "$@"; return; }
  typeset -a __hits
  builtin compadd -A __hits "$@"
  local hit; for hit in $__hits; do print -r -- "offer:$hit"; done
  builtin compadd "$@"
}'
zpty -w shell 'offer-all() { print; zle list-choices; print end-of-offers; BUFFER= }; zle -N offer-all'
# However long a list is, it does not ask whether to show it.
zpty -w shell 'bindkey "^I" offer-all; stty -echo; LISTMAX=1000'
# Once it prompts, it takes keys.
zpty -w shell "PROMPT=type-''now"
zpty -r shell output '*type-now*' || exit 1
shift
for line; do
  zpty -w -n shell "$line"$'\t'
  zpty -r shell output '*end-of-offers*' || exit 1
  for offer in ${(f)${output//$'\r'}}; do
    [[ $offer == offer:* ]] && print -r -- "$line"$'\t'"${offer#offer:}"
  done
done
zpty -d shell
