// heapdiff summary on single files, however big: wall time and peak memory of each.
//
//   node big_files.mjs --heapdiff PROGRAM --file FILE [--file FILE …] [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
import path from 'node:path';
import {measureInTurn, readArguments, runScript, table} from './measure.mjs';

runScript(() => {
  const {work, runs, heapdiff, heapdiffOptions, file: files} =
    readArguments('--file FILE [--file FILE …]', {file: {type: 'string', multiple: true, default: []}});
  if (files.length === 0) throw new Error('which --file?');
  const programs = files.map(file => ({
    name: ['heapdiff summary', path.basename(file), ...heapdiffOptions].join(' '),
    command: [heapdiff, 'summary', '--no-index', ...heapdiffOptions, file],
    file,
    runs,
  }));
  // File by file, since not all of them may fit into the system's cache.
  for (const program of programs) measureInTurn(work, [program], [program.file]);
  console.log(table(files, programs));
});
