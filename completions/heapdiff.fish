# fish completion for heapdiff(1).
# Written by tools/generate from the tables in src/cli: change those.

# The command: the first word that is neither an option nor the value of one. A file stands for diff;
# nothing is printed where there is no such word yet.
function __heapdiff_command
    set -l words (commandline -opc)
    set -l is_value 0
    for word in $words[2..]
        if test $is_value = 1
            set is_value 0
            continue
        end
        switch $word
            case --sort --top --filter --format --compress --label --group-by --chains --ops --report --fail-on --baseline --write-baseline --suppressions --config --profile --source-root --ignore --units -o --output --color --source-map --before-source-map --after-source-map --sources --threads --max-memory --names-from
                set is_value 1
            case '-*'
            case diff trend summary save index path nodes export class object retainers dominators find strings duplicates biggest shell help
                echo $word
                return
            case '*'
                echo diff
                return
        end
    end
end

function __heapdiff_needs_command
    set -l command (__heapdiff_command)
    test -z "$command"
end

function __heapdiff_is
    set -l command (__heapdiff_command)
    test -n "$command"; or set command diff
    contains -- $command $argv
end

complete -c heapdiff -n __heapdiff_needs_command -a diff -d 'two snapshots: what grew, and what holds it'
complete -c heapdiff -n __heapdiff_needs_command -a trend -d 'three or more: what grows, and what stopped'
complete -c heapdiff -n __heapdiff_needs_command -a summary -d 'a snapshot, class by class'
complete -c heapdiff -n __heapdiff_needs_command -a save -d 'what a diff needs of it, in a small file'
complete -c heapdiff -n __heapdiff_needs_command -a index -d 'what makes it open at once the next time'
complete -c heapdiff -n __heapdiff_needs_command -a path -d 'what holds an object, up to the root'
complete -c heapdiff -n __heapdiff_needs_command -a nodes -d 'every node, as NDJSON, CSV or JSON'
complete -c heapdiff -n __heapdiff_needs_command -a export -d 'its tables, to ask in SQL'
complete -c heapdiff -n __heapdiff_needs_command -a class -d 'a class: sizes, largest objects, their holders'
complete -c heapdiff -n __heapdiff_needs_command -a object -d 'an object, and what it refers to'
complete -c heapdiff -n __heapdiff_needs_command -a retainers -d 'what refers to an object'
complete -c heapdiff -n __heapdiff_needs_command -a dominators -d 'what dominates an object, and what it dominates'
complete -c heapdiff -n __heapdiff_needs_command -a find -d 'objects by class or name'
complete -c heapdiff -n __heapdiff_needs_command -a strings -d 'strings by value'
complete -c heapdiff -n __heapdiff_needs_command -a duplicates -d 'duplicated strings, and what keeps them alive'
complete -c heapdiff -n __heapdiff_needs_command -a biggest -d 'the objects of the largest retained size'
complete -c heapdiff -n __heapdiff_needs_command -a shell -d 'ask one or two snapshots many such questions'
complete -c heapdiff -n __heapdiff_needs_command -a help -d 'how to use a command'
complete -c heapdiff -n '__heapdiff_is help' -f -a 'diff trend summary save index path nodes export class object retainers dominators find strings duplicates biggest shell'

complete -c heapdiff -n '__heapdiff_is diff' -l sort -x -a 'size count retained' -d 'order rows by growth in KEY'
complete -c heapdiff -n '__heapdiff_is diff trend summary' -l top -x -d 'show N rows, and sum up the rest in one'
complete -c heapdiff -n '__heapdiff_is diff trend summary' -l filter -x -d 'show only classes whose name contains PATTERN'
complete -c heapdiff -n '__heapdiff_is diff' -l format -x -a 'text json html' -d 'format of the report'
complete -c heapdiff -n '__heapdiff_is summary path class object retainers dominators find strings duplicates biggest shell' -l format -x -a 'text json' -d 'format of the report'
complete -c heapdiff -n '__heapdiff_is trend' -l format -x -a 'text json csv html' -d 'format of the report'
complete -c heapdiff -n '__heapdiff_is class object retainers dominators find strings duplicates biggest shell' -l top -x -d 'list up to N rows'
complete -c heapdiff -n '__heapdiff_is nodes' -l format -x -a 'ndjson csv json' -d 'format of the nodes'
complete -c heapdiff -n '__heapdiff_is export' -l format -x -a 'sqlite ndjson' -d 'format of the tables'
complete -c heapdiff -n '__heapdiff_is export' -l compress -x -a 'none zstd gzip' -d 'compress NDJSON'
complete -c heapdiff -n '__heapdiff_is export' -l label -x -d 'say what the snapshot is of'
complete -c heapdiff -n '__heapdiff_is diff' -l group-by -x -a 'class place script package' -d 'group rows by WHAT'
complete -c heapdiff -n '__heapdiff_is diff' -l chains -x -d 'list up to N ways in which new objects of a class are held'
complete -c heapdiff -n '__heapdiff_is diff trend' -l ops -x -d 'N operations (such as requests) ran between the two'
complete -c heapdiff -n '__heapdiff_is diff trend' -l all -d 'show every row of the engine'\''s own work'
complete -c heapdiff -n '__heapdiff_is diff trend' -l no-advice -d 'report what leaks, but not what to do about it'
complete -c heapdiff -n '__heapdiff_is diff trend' -l report -x -d 'write a report, as FORMAT=FILE, too'
complete -c heapdiff -n '__heapdiff_is diff trend' -l open -d 'show the html report in the default browser'
complete -c heapdiff -n '__heapdiff_is diff trend' -l fail-on -x -d 'exit with 1 when growth crosses RULE'
complete -c heapdiff -n '__heapdiff_is diff trend' -l baseline -r -F -d 'let the known leaks in FILE pass, and exit with 1 for others'
complete -c heapdiff -n '__heapdiff_is diff' -l write-baseline -r -F -d 'write the leaks of this diff to FILE, as known ones'
complete -c heapdiff -n '__heapdiff_is diff trend' -l strict-baseline -d 'exit with 1 if a known leak no longer occurs, too'
complete -c heapdiff -n '__heapdiff_is diff trend' -l suppressions -r -F -d 'do not judge suspects that a line leak:PATTERN of FILE matches'
complete -c heapdiff -n '__heapdiff_is diff trend' -l config -r -F -d 'read FILE, not the heapdiff.toml of this directory or one above'
complete -c heapdiff -n '__heapdiff_is diff trend' -l no-config -d 'read no configuration'
complete -c heapdiff -n '__heapdiff_is diff trend' -l profile -x -d 'use the configuration'\''s profile NAME'
complete -c heapdiff -n '__heapdiff_is diff trend' -l source-root -x -d 'fingerprints have paths of scripts relative to DIR'
complete -c heapdiff -n '__heapdiff_is diff trend' -l force -d 'compare snapshots even if unrelated, or in reverse order'
complete -c heapdiff -n '__heapdiff_is path class object retainers dominators find strings duplicates biggest' -l ignore -x -d 'compute sizes and paths as if that object retained nothing'
complete -c heapdiff -n '__heapdiff_is diff trend summary path class object retainers dominators find strings duplicates biggest shell' -l units -x -a 'decimal iec' -d 'units of sizes'
complete -c heapdiff -n '__heapdiff_is export' -s o -l output -r -F -d 'write the database, or the folder, PATH'
complete -c heapdiff -n '__heapdiff_is index' -s o -l output -r -F -d 'write the index to FILE'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes class object retainers dominators find strings duplicates biggest shell' -s o -l output -r -F -d 'write the report to FILE'
complete -c heapdiff -l color -x -a 'auto always never' -d 'when to use colour'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes export class object retainers dominators find strings duplicates biggest shell' -l source-map -r -F -d 'use the source map PATH, or those in the folder PATH'
complete -c heapdiff -n '__heapdiff_is diff' -l before-source-map -r -F -d 'the same for BEFORE alone'
complete -c heapdiff -n '__heapdiff_is diff' -l after-source-map -r -F -d 'the same for AFTER alone'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes export class object retainers dominators find strings duplicates biggest shell' -l sources -r -F -d 'find the generated scripts below DIR'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes export class object retainers dominators find strings duplicates biggest shell' -l no-source-map -d 'use no source maps'
complete -c heapdiff -n '__heapdiff_is diff trend summary path nodes export class object retainers dominators find strings duplicates biggest shell' -l no-strings -d 'hide what strings of the heap say'
complete -c heapdiff -l threads -x -d 'use N threads'
complete -c heapdiff -l max-memory -x -d 'use no more memory than SIZE'
complete -c heapdiff -n '__heapdiff_is diff summary path nodes export class object retainers dominators find strings duplicates biggest shell' -l salvage -d 'read as much as possible of a truncated or damaged file'
complete -c heapdiff -n '__heapdiff_is diff summary path nodes export class object retainers dominators find strings duplicates biggest shell' -l names-from -r -F -d 'take lost names from FILE'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes export class object retainers dominators find strings duplicates biggest shell' -l index -d 'make the index of each snapshot that has none, FILE.hdx'
complete -c heapdiff -n '__heapdiff_is diff trend summary save path nodes export class object retainers dominators find strings duplicates biggest shell' -l no-index -d 'read snapshots themselves, even beside an index'
complete -c heapdiff -s q -l quiet -d 'print no notes and no progress to standard error'
complete -c heapdiff -l verbose -d 'print time and memory of every phase to standard error'
complete -c heapdiff -s h -l help -d 'print this help'
complete -c heapdiff -l version -d 'print the version'
