# bash completion for heapdiff(1).                                       -*- shell-script -*-
# Written by tools/generate from the tables in src/cli: change those.

# Of $word, which its caller has.
_heapdiff_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$word"))
}

_heapdiff() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' options i
  # bash takes --sort=size for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  # The command is the first word that is neither an option nor the value of one.
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --sort | --top | --filter | --format | --compress | --label | --group-by | --chains | --ops | --report | --fail-on | --baseline | --write-baseline | --suppressions | --config | --profile | --source-root | --ignore | --units | -o | --output | --color | --source-map | --before-source-map | --after-source-map | --sources | --threads | --max-memory | --names-from)
        [[ ${COMP_WORDS[i + 1]} != = ]] || ((++i))
        ((++i)) ;;
      -*) ;;
      *)
        command=${COMP_WORDS[i]}
        break ;;
    esac
  done
  case $command in
    trend) options='--top --filter --format --ops --all --no-advice --report --open --fail-on --baseline --strict-baseline --suppressions --config --no-config --profile --source-root --force --units --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --index --no-index --quiet --verbose --help --version' ;;
    summary) options='--top --filter --format --units --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    save) options='--output --color --source-map --sources --no-source-map --threads --max-memory --index --no-index --quiet --verbose --help --version' ;;
    index) options='--output --color --threads --max-memory --quiet --verbose --help --version' ;;
    path) options='--format --ignore --units --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    nodes) options='--format --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    export) options='--format --compress --label --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    class | object | retainers | dominators | find | strings | duplicates | biggest) options='--format --top --ignore --units --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    shell) options='--format --top --units --output --color --source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
    *) options='--sort --top --filter --format --group-by --chains --ops --all --no-advice --report --open --fail-on --baseline --write-baseline --strict-baseline --suppressions --config --no-config --profile --source-root --force --units --output --color --source-map --before-source-map --after-source-map --sources --no-source-map --no-strings --threads --max-memory --salvage --names-from --index --no-index --quiet --verbose --help --version' ;;
  esac

  COMPREPLY=()
  case $before/$command in
    --format/summary | --format/path | --format/class | --format/object | --format/retainers | --format/dominators | --format/find | --format/strings | --format/duplicates | --format/biggest | --format/shell) COMPREPLY=($(compgen -W 'text json' -- "$word")); return ;;
    --format/trend) COMPREPLY=($(compgen -W 'text json csv html' -- "$word")); return ;;
    --format/nodes) COMPREPLY=($(compgen -W 'ndjson csv json' -- "$word")); return ;;
    --format/export) COMPREPLY=($(compgen -W 'sqlite ndjson' -- "$word")); return ;;
    --sort/*) COMPREPLY=($(compgen -W 'size count retained' -- "$word")); return ;;
    --top/*) return ;;
    --filter/*) return ;;
    --format/*) COMPREPLY=($(compgen -W 'text json html' -- "$word")); return ;;
    --compress/*) COMPREPLY=($(compgen -W 'none zstd gzip' -- "$word")); return ;;
    --label/*) return ;;
    --group-by/*) COMPREPLY=($(compgen -W 'class place script package' -- "$word")); return ;;
    --chains/*) return ;;
    --ops/*) return ;;
    --report/*) return ;;
    --fail-on/*) return ;;
    --baseline/*) _heapdiff_files; return ;;
    --write-baseline/*) _heapdiff_files; return ;;
    --suppressions/*) _heapdiff_files; return ;;
    --config/*) _heapdiff_files; return ;;
    --profile/*) return ;;
    --source-root/*) return ;;
    --ignore/*) return ;;
    --units/*) COMPREPLY=($(compgen -W 'decimal iec' -- "$word")); return ;;
    -o/* | --output/*) _heapdiff_files; return ;;
    --color/*) COMPREPLY=($(compgen -W 'auto always never' -- "$word")); return ;;
    --source-map/*) _heapdiff_files; return ;;
    --before-source-map/*) _heapdiff_files; return ;;
    --after-source-map/*) _heapdiff_files; return ;;
    --sources/*) _heapdiff_files; return ;;
    --threads/*) return ;;
    --max-memory/*) return ;;
    --names-from/*) _heapdiff_files; return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if [[ $command == help ]]; then
    COMPREPLY=($(compgen -W 'diff trend summary save index path nodes export class object retainers dominators find strings duplicates biggest shell' -- "$word"))
    return
  fi
  if [[ -z $command ]]; then
    COMPREPLY=($(compgen -W 'diff trend summary save index path nodes export class object retainers dominators find strings duplicates biggest shell help' -- "$word"))
  fi
  _heapdiff_files
}

complete -F _heapdiff heapdiff
