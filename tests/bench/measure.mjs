// What the benchmarks share: arguments, pairs of big snapshots, whole processes measured in
// turn, and tables.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));

// Peaks are read by GNU time: a child of Node itself would be charged with the peak
// that Node had when it forked. It sees one process: what a program leaves to
// children counts only as far as the largest of them.
const gnuTime = '/usr/bin/time';

// What all scripts take, and what the `extra` options say:
//   --heapdiff PROGRAM [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
// The work directory is a cache: npm packages, the built engine, and the snapshots.
export function readArguments(usage, extra = {}) {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {
    heapdiff: {type: 'string'},
    runs: {type: 'string', default: '5'},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    ...extra,
  }});
  const runs = Number(values.runs);
  if (!values.heapdiff || !(runs >= 1)) {
    throw new Error(`usage: node ${path.basename(process.argv[1])} --heapdiff PROGRAM ${usage} [--runs N] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]`);
  }
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  return {...values, runs, work, heapdiff: path.resolve(values.heapdiff), heapdiffOptions: positionals};
}

// Options of those that measure a pair, for readArguments.
export const pairUsage = '[--megabytes N | --gigabytes N]';
export const pairOptions = {megabytes: {type: 'string'}, gigabytes: {type: 'string'}};

// Files in a directory of their own, made by `make(directory)` unless they are there.
// A mark is written last, so that what was interrupted is made again.
function makeOnce(directory, make) {
  const done = path.join(directory, 'done');
  if (fs.existsSync(done)) return;
  fs.mkdirSync(directory, {recursive: true});
  make(directory);
  fs.writeFileSync(done, '');
}

function pairIn(directory) {
  return ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
}

// A pair that Node writes.
function makeRealPair(work, megabytes) {
  const directory = path.join(work, `pair-${megabytes}`);
  makeOnce(directory, () => {
    console.error(`making a pair of ${megabytes} MB each in ${directory} …`);
    execFileSync(process.execPath,
      ['--max-old-space-size=16000', path.join(here, 'make_pair.cjs'), directory, `${megabytes}`], {stdio: ['ignore', 2, 2]});
  });
  return pairIn(directory);
}

// Node needs many times a snapshot's size to write it: what is larger than `realMax` is
// made of copies of a smaller one.
const realMax = 300;
const multiplied = 250;
// More than the ids of the pair that is multiplied, and the same for both sides.
const idStride = 20e6;

// Before and after, the later one of about so many megabytes; 250 where nothing is said.
export function makePair({work, heapdiff, megabytes, gigabytes}) {
  const wanted = gigabytes === undefined ? Number(megabytes ?? multiplied) : Math.round(Number(gigabytes) * 1000);
  if (!(wanted > 0)) throw new Error('--megabytes and --gigabytes take a number');
  if (wanted <= realMax) return makeRealPair(work, wanted);
  const sources = makeRealPair(work, multiplied);
  const directory = path.join(work, `pair-${wanted}`);
  const files = pairIn(directory);
  const program = path.join(path.dirname(heapdiff), 'tests', 'multiply_snapshot');
  makeOnce(directory, () => {
    const copies = Math.round(wanted / multiplied);
    console.error(`making a pair of ${copies} copies of ${multiplied} MB each in ${directory} …`);
    sources.forEach((source, i) => execFileSync(program,
      [source, `${copies}`, '--id-stride', `${idStride}`, '--new-strings', '-o', files[i]], {stdio: ['ignore', 2, 2]}));
  });
  return files;
}

// Reads a file once, so that no program waits for the disk.
function warm(file) {
  const buffer = Buffer.allocUnsafe(1 << 24);
  const descriptor = fs.openSync(file, 'r');
  while (fs.readSync(descriptor, buffer) > 0);
  fs.closeSync(descriptor);
}

// One whole process, with its output thrown away.
function measure(work, command) {
  const peakFile = path.join(work, 'peak');
  const start = process.hrtime.bigint();
  const {status, error, stderr} = spawnSync(gnuTime, ['-f', '%M', '-o', peakFile, ...command],
    {stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', maxBuffer: 1 << 28});
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (error) throw new Error(`${gnuTime}: ${error.message} (Debian package: time)`);
  if (status !== 0) throw new Error(`${command.join(' ')}\nended with ${status}: ${stderr.slice(-2000)}`);
  const megabytes = Number(fs.readFileSync(peakFile, 'utf8')) * 1024 / 1e6;
  return {seconds, megabytes};
}

// Runs programs, each {name, command, runs}, in turn, so that all meet the same state of
// the machine; adds what was `measured` to each. One that `mayFail` is not run again when
// it did, since big files are too big for some.
export function measureInTurn(work, programs, files) {
  files.forEach(warm);
  programs.forEach(program => program.measured = []);
  for (let run = 0; run < Math.max(...programs.map(({runs}) => runs)); run++) {
    for (const program of programs) {
      if (run >= program.runs || program.failure) continue;
      const {name, command, measured, mayFail} = program;
      try {
        measured.push(measure(work, command));
        console.error(`run ${run + 1}, ${name}: ${measured[run].seconds.toFixed(2)} s, ${measured[run].megabytes.toFixed(0)} MB`);
      } catch (error) {
        if (!mayFail) throw error;
        program.failure = 'failed';
        console.error(`run ${run + 1}, ${name}: ${error.message}`);
      }
    }
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const sizeOf = file => fs.statSync(file).size / 1e6;

// How many times the time, or the memory, of `reference` a program takes. Of time, the
// median of neighbouring runs.
export function ratios(program, reference) {
  const pairs = Math.min(program.measured.length, reference.measured.length);
  const peak = ({measured}) => Math.max(...measured.map(run => run.megabytes));
  return {
    time: median(Array.from({length: pairs}, (_, run) => program.measured[run].seconds / reference.measured[run].seconds)),
    memory: peak(program) / peak(reference),
  };
}

function row({name, measured, failure, file}, largest) {
  if (measured.length === 0) return [name, 0, failure, '', '', ''];
  const peak = Math.max(...measured.map(run => run.megabytes));
  return [
    name,
    measured.length,
    median(measured.map(run => run.seconds)).toFixed(2),
    measured.map(run => run.seconds.toFixed(2)).concat(failure ?? []).join(' '),
    peak.toFixed(0),
    (peak / (file ? sizeOf(file) : largest)).toFixed(2),
  ];
}

// What was measured and where, and a row for each program. Peaks are set against the
// largest of `files`, or against the program's own `file`.
export function table(files, programs) {
  const largest = Math.max(...files.map(sizeOf));
  return [
    `${new Date().toISOString().slice(0, 10)}: ${files.map(file => sizeOf(file).toFixed(0)).join(' + ')} MB, `
      + `${os.cpus().length} cores (${os.cpus()[0].model.trim()}), ${(os.totalmem() / 1e9).toFixed(0)} GB, `
      + `${os.type()} ${os.arch()}, Node ${process.versions.node}`,
    '',
    '| program | runs | median, s | each, s | peak, MB | peak / file |',
    '|---|---:|---:|---|---:|---:|',
    ...programs.map(program => `| ${row(program, largest).join(' | ')} |`),
    '',
  ].join('\n');
}

// Runs a script's `main`; what it throws becomes a message and status 2.
export function runScript(main) {
  try {
    main();
  } catch (error) {
    console.error(`${path.basename(process.argv[1])}: ${error.message}`);
    process.exitCode = 2;
  }
}
