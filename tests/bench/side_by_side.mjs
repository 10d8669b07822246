// heapdiff and DevTools' engine on one pair of big snapshots, in turn: wall time and
// peak memory of each whole process.
//
//   node side_by_side.mjs --heapdiff PROGRAM [--megabytes 250] [--runs 3] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
//
// --work is a cache: npm packages, the built engine, and the snapshots.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {setUpEngine} from '../oracle/setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

// Peaks are read by GNU time: a child of Node itself would be charged with the peak
// that Node had when it forked. Both programs run as one process with threads, so
// that nothing is left to its children.
const gnuTime = '/usr/bin/time';

function makePair(work, megabytes) {
  const directory = path.join(work, `pair-${megabytes}`);
  const files = ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
  // Written last, so that an interrupted pair is made again.
  const done = path.join(directory, 'done');
  if (!fs.existsSync(done)) {
    fs.mkdirSync(directory, {recursive: true});
    console.error(`making a pair of ${megabytes} MB each in ${directory} …`);
    execFileSync(process.execPath,
      ['--max-old-space-size=16000', path.join(here, 'make_pair.cjs'), directory, `${megabytes}`], {stdio: ['ignore', 2, 2]});
    fs.writeFileSync(done, '');
  }
  return files;
}

// Reads a file once, so that neither program waits for the disk.
function warm(file) {
  const buffer = Buffer.allocUnsafe(1 << 24);
  const descriptor = fs.openSync(file, 'r');
  while (fs.readSync(descriptor, buffer) > 0);
  fs.closeSync(descriptor);
}

function measure(work, command) {
  const peakFile = path.join(work, 'peak');
  const start = process.hrtime.bigint();
  const {status, error, stderr} = spawnSync(gnuTime, ['-f', '%M', '-o', peakFile, ...command],
    {stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8'});
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (error) throw new Error(`${gnuTime}: ${error.message} (Debian package: time)`);
  if (status !== 0) throw new Error(`${command.join(' ')}\nended with ${status}: ${stderr.slice(-2000)}`);
  const megabytes = Number(fs.readFileSync(peakFile, 'utf8')) * 1024 / 1e6;
  return {seconds, megabytes};
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function table(files, runs, results) {
  const megabytes = file => (fs.statSync(file).size / 1e6).toFixed(0);
  const seconds = results.map(({measured}) => median(measured.map(run => run.seconds)));
  const peaks = results.map(({measured}) => Math.max(...measured.map(run => run.megabytes)));
  const larger = Math.max(...files.map(file => fs.statSync(file).size)) / 1e6;
  const rows = results.map(({name, measured}, i) => `| ${name} | ${seconds[i].toFixed(2)} | `
    + `${measured.map(run => run.seconds.toFixed(2)).join(' ')} | ${peaks[i].toFixed(0)} | ${(peaks[i] / larger).toFixed(2)} |`);
  const pairedRatios = results[0].measured.map((run, i) => run.seconds / results[1].measured[i].seconds);
  return [
    `${new Date().toISOString().slice(0, 10)}: ${megabytes(files[0])} + ${megabytes(files[1])} MB, ${runs} runs each, `
      + `${os.cpus().length} cores (${os.cpus()[0].model.trim()}), ${(os.totalmem() / 1e9).toFixed(0)} GB, `
      + `${os.type()} ${os.arch()}, Node ${process.versions.node}`,
    '',
    '| program | median, s | runs, s | peak, MB | peak / larger file |',
    '|---|---:|---|---:|---:|',
    ...rows,
    '',
    `${results[1].name} takes ${median(pairedRatios).toFixed(1)} times less time (median of the paired runs) `
      + `and ${(peaks[0] / peaks[1]).toFixed(1)} times less memory.`,
  ].join('\n');
}

function main() {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {
    heapdiff: {type: 'string'},
    megabytes: {type: 'string', default: '250'},
    runs: {type: 'string', default: '3'},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
  }});
  const [megabytes, runs] = [Number(values.megabytes), Number(values.runs)];
  if (!values.heapdiff || !(megabytes > 0) || !(runs >= 1)) {
    throw new Error('usage: node side_by_side.mjs --heapdiff PROGRAM [--megabytes N] [--runs N] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]');
  }
  const work = path.resolve(values.work);
  const engine = setUpEngine(work);
  const files = makePair(work, megabytes);
  const results = [
    {name: 'DevTools\' engine', command: [process.execPath, ...engine, 'diff', ...files], measured: []},
    {name: ['heapdiff', ...positionals].join(' '), command: [path.resolve(values.heapdiff), ...positionals, ...files], measured: []},
  ];
  files.forEach(warm);
  // In turn, so that both meet the same state of the machine.
  for (let run = 0; run < runs; run++) {
    for (const {name, command, measured} of results) {
      measured.push(measure(work, command));
      console.error(`run ${run + 1}, ${name}: ${measured[run].seconds.toFixed(2)} s, ${measured[run].megabytes.toFixed(0)} MB`);
    }
  }
  console.log(table(files, runs, results));
}

try {
  main();
} catch (error) {
  console.error(`side_by_side.mjs: ${error.message}`);
  process.exitCode = 2;
}
