// What compression costs: heapdiff on one pair of big snapshots as plain files, as .zst and
// as .gz, beside the programs that only decompress.
//
//   node compressed.mjs --heapdiff PROGRAM [--megabytes N | --gigabytes N] [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {makePair, measureInTurn, pairOptions, pairUsage, ratios, readArguments, runScript, table} from './measure.mjs';

// Each writes what it makes of a file to standard output.
const compressors = {zst: ['zstd', '-q', '-3', '-c'], gz: ['gzip', '-6', '-c']};

// The file compressed, beside it; made once.
function compress(file, extension) {
  const compressed = `${file}.${extension}`;
  if (fs.existsSync(compressed)) return compressed;
  console.error(`making ${compressed} …`);
  const [program, ...options] = compressors[extension];
  const output = fs.openSync(`${compressed}.part`, 'w');
  execFileSync(program, [...options, file], {stdio: ['ignore', output, 2]});
  fs.closeSync(output);
  fs.renameSync(`${compressed}.part`, compressed);
  return compressed;
}

runScript(() => {
  const options = readArguments(pairUsage, pairOptions);
  const {work, runs} = options;
  const plain = makePair(options);
  const [zst, gz] = ['zst', 'gz'].map(extension => plain.map(file => compress(file, extension)));
  const heapdiff = [options.heapdiff, '--no-index', ...options.heapdiffOptions];
  const programs = [
    {name: 'heapdiff, plain', command: [...heapdiff, ...plain], runs},
    {name: 'heapdiff, .zst', command: [...heapdiff, ...zst], runs},
    {name: 'heapdiff, .gz', command: [...heapdiff, ...gz], runs},
    {name: 'zstd -dc', command: ['zstd', '-dcq', ...zst], runs},
    {name: 'gzip -dc', command: ['gzip', '-dc', ...gz], runs},
  ];
  measureInTurn(work, programs, [...plain, ...zst, ...gz]);
  console.log(table(plain, programs));
  for (const compressed of programs.slice(1, 3)) {
    console.log(`${compressed.name} takes ${ratios(compressed, programs[0]).time.toFixed(2)} times the time of plain (median of neighbouring runs).`);
  }
});
