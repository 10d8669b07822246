// What the benchmarks share: pairs of big snapshots, whole processes measured in turn, and tables.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

// Peaks are read by GNU time: a child of Node itself would be charged with the peak
// that Node had when it forked. It sees one process: what a program leaves to
// children counts only as far as the largest of them.
const gnuTime = '/usr/bin/time';

// A cache: npm packages, the built engine, and the snapshots.
export const defaultWork = path.join(os.tmpdir(), 'heapdiff-oracle');

// Files in a directory of their own, made by `make(directory)` unless they are there.
// A mark is written last, so that what was interrupted is made again.
function makeOnce(directory, make) {
  const done = path.join(directory, 'done');
  if (fs.existsSync(done)) return;
  fs.mkdirSync(directory, {recursive: true});
  make(directory);
  fs.writeFileSync(done, '');
}

// Before and after, the later one of about `megabytes`.
export function makePair(work, megabytes) {
  const directory = path.join(work, `pair-${megabytes}`);
  makeOnce(directory, () => {
    console.error(`making a pair of ${megabytes} MB each in ${directory} …`);
    execFileSync(process.execPath,
      ['--max-old-space-size=16000', path.join(here, 'make_pair.cjs'), directory, `${megabytes}`], {stdio: ['ignore', 2, 2]});
  });
  return ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
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
// the machine; adds what was `measured` to each.
export function measureInTurn(work, programs, files) {
  files.forEach(warm);
  programs.forEach(program => program.measured = []);
  for (let run = 0; run < Math.max(...programs.map(({runs}) => runs)); run++) {
    for (const {name, command, runs, measured} of programs) {
      if (run >= runs) continue;
      measured.push(measure(work, command));
      console.error(`run ${run + 1}, ${name}: ${measured[run].seconds.toFixed(2)} s, ${measured[run].megabytes.toFixed(0)} MB`);
    }
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const sizeOf = file => fs.statSync(file).size / 1e6;
export const peakOf = program => Math.max(...program.measured.map(run => run.megabytes));

// How many times the time of `reference` a program takes: the median of neighbouring runs.
export function timeRatio(program, reference) {
  const pairs = Math.min(program.measured.length, reference.measured.length);
  return median(Array.from({length: pairs}, (_, run) => program.measured[run].seconds / reference.measured[run].seconds));
}

// What was measured and where, and a row for each program. Peaks are set against the
// largest of `files`.
export function table(files, programs) {
  const largest = Math.max(...files.map(sizeOf));
  return [
    `${new Date().toISOString().slice(0, 10)}: ${files.map(file => sizeOf(file).toFixed(0)).join(' + ')} MB, `
      + `${os.cpus().length} cores (${os.cpus()[0].model.trim()}), ${(os.totalmem() / 1e9).toFixed(0)} GB, `
      + `${os.type()} ${os.arch()}, Node ${process.versions.node}`,
    '',
    '| program | runs | median, s | each, s | peak, MB | peak / larger file |',
    '|---|---:|---:|---|---:|---:|',
    ...programs.map(program => `| ${[
      program.name,
      program.measured.length,
      median(program.measured.map(run => run.seconds)).toFixed(2),
      program.measured.map(run => run.seconds.toFixed(2)).join(' '),
      peakOf(program).toFixed(0),
      (peakOf(program) / largest).toFixed(2),
    ].join(' | ')} |`),
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
