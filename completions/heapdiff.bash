# bash completion for heapdiff(1).                                       -*- shell-script -*-

_heapdiff() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  local common='--output --color --no-strings --threads --max-memory --salvage --names-from --quiet --verbose --help' table='--top --filter --format --units'
  local options="--sort --group-by --chains --ops --all --no-advice --fail-on --force --version $table $common" formats='text json'
  case $command in
    summary) options="$table $common" ;;
    path) options="--format --ignore --units $common" ;;
    nodes) options="--format $common" formats='ndjson csv' ;;
    class | object | retainers | dominators | find | strings | duplicates | biggest)
      options="--top --format --ignore --units $common" ;;
    shell) options="--top --format --units $common" ;;
  esac

  COMPREPLY=()
  case $before in
    --sort) COMPREPLY=($(compgen -W 'size count retained' -- "$word")); return ;;
    --group-by) COMPREPLY=($(compgen -W 'class place script package' -- "$word")); return ;;
    --format) COMPREPLY=($(compgen -W "$formats" -- "$word")); return ;;
    --units) COMPREPLY=($(compgen -W 'decimal iec' -- "$word")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    --top | --filter | --chains | --ops | --fail-on | --ignore | --threads | --max-memory) return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'summary path nodes class object retainers dominators find strings duplicates biggest shell' -- "$word"))
  fi
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$word"))
}

complete -F _heapdiff heapdiff
