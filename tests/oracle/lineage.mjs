// The lineage test: what heapdiff says of pairs whose origin is known, made now by versions of Node.
//
//   node lineage.mjs --heapdiff PROGRAM [--full] [--work DIRECTORY] [--keep]
//
// The options are those of compare.mjs, and so is the exit status.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {setUpNode} from './setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

// Snapshots by name: two runs of one program, one that does more, and another program.
function makeSnapshots(node, directory) {
  const runs = {
    first: ['lineage.cjs'], second: ['lineage.cjs'], longer: ['lineage.cjs', '5000'], other: ['leak.cjs'],
    sessions: ['sessions.cjs'], more: ['sessions.cjs'],
  };
  for (const [run, [program, ...args]] of Object.entries(runs)) {
    const place = path.join(directory, run);
    fs.mkdirSync(place, {recursive: true});
    execFileSync(node, [path.join(here, program), place, ...args], {stdio: ['ignore', 'ignore', 'pipe']});
  }
  return name => path.join(directory, `${name}.heapsnapshot`);
}

// What is to be said of each pair; `ids` tells whether objects are followed.
const truths = [
  {before: 'first/before', after: 'first/after', relation: 'same-process', ids: true},
  {before: 'first/before', after: 'first/before', relation: 'same-process', ids: true},
  {before: 'other/before', after: 'other/after', relation: 'same-process', ids: true},
  {before: 'first/worker-before', after: 'first/worker-after', relation: 'same-process', ids: true},
  {before: 'first/after', after: 'first/before', relation: 'reversed', ids: true},
  {before: 'other/after', after: 'other/before', relation: 'reversed', ids: true},
  {before: 'first/worker-after', after: 'first/worker-before', relation: 'reversed', ids: true},
  {before: 'first/after', after: 'second/after', relation: 'rerun', ids: false},
  {before: 'first/before', after: 'second/after', relation: 'rerun', ids: false},
  {before: 'second/after', after: 'longer/after', relation: 'rerun', ids: false},
  {before: 'first/worker-after', after: 'second/worker-after', relation: 'rerun', ids: false},
  {before: 'sessions/before', after: 'sessions/after', relation: 'renumbered', confidence: 'likely', ids: false},
  {before: 'sessions/after', after: 'sessions/before', relation: 'renumbered', confidence: 'likely', ids: false},
  // A script of few functions, not all of which live when the snapshot is taken.
  {before: 'sessions/before', after: 'more/after', relation: 'rerun', confidence: null, ids: false},
  {before: 'first/after', after: 'other/after', relation: 'unrelated', ids: false},
  {before: 'first/after', after: 'first/worker-after', relation: 'unrelated', ids: false},
];

const sum = (rows, valueOf) => rows.reduce((total, row) => total + valueOf(row), 0);

// Runs heapdiff on a pair and returns what is wrong with its answer.
function check(heapdiff, before, after, {relation, confidence = 'certain', ids}) {
  const run = (...options) => {
    const {status, stdout, stderr} = spawnSync(heapdiff, [before, after, '--format', 'json', '--chains', '1', ...options], {encoding: 'utf8', maxBuffer: 1 << 28});
    return {status, stderr, report: status === 0 ? JSON.parse(stdout) : null};
  };
  const wrong = [];
  const expect = (what, expected, found) => {
    if (expected !== found) wrong.push(`${what}: expected ${expected}, found ${found}`);
  };
  const isRefused = relation === 'reversed' || relation === 'unrelated';
  const plain = run();
  expect('status', isRefused ? 2 : 0, plain.status);
  const {report, status, stderr} = isRefused ? run('--force') : plain;
  if (!report) return [...wrong, `status ${status} with --force: ${stderr}`];
  expect('relation', relation, report.lineage.relation);
  if (confidence) expect('confidence', confidence, report.lineage.confidence);
  if (relation === 'renumbered' && report.size_delta > 0) expect('suspect', 'sessionsById strong', report.suspects.map(({holder, confidence}) => `${holder.name} ${confidence}`)[0]);
  expect('balanced', true, report.balanced);
  const rows = [...report.classes, report.others];
  expect('sum of size_delta', report.size_delta, sum(rows, row => row.size_delta));
  expect('sum of count_delta', report.count_delta, sum(rows, row => row.count_delta));
  for (const column of ['new', 'deleted', 'allocated', 'freed', 'resized']) {
    expect(`rows with ${column}`, ids ? rows.length : 0, rows.filter(row => row[column] !== null).length);
  }
  if (!ids) expect('rows with chains', 0, report.classes.filter(row => row.chains.length).length);
  return wrong;
}

function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    full: {type: 'boolean', default: false},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    keep: {type: 'boolean', default: false},
  }});
  if (!values.heapdiff) throw new Error('usage: node lineage.mjs --heapdiff PROGRAM [--full] [--work DIRECTORY] [--keep]');
  const heapdiff = path.resolve(values.heapdiff);
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  const snapshots = fs.mkdtempSync(path.join(work, 'lineage-'));

  let passed = 0;
  let failed = 0;
  const report = (name, wrong) => {
    console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${name}${wrong.map(line => `\n     ${line}`).join('')}`);
    wrong.length ? failed++ : passed++;
  };
  try {
    const versions = (values.full ? [12, 14, 16, 18, 20, 22, 24, 26] : [20, 24])
      .map(major => ({major, file: makeSnapshots(setUpNode(work, major), path.join(snapshots, `${major}`))}));
    for (const {major, file} of versions) {
      for (const truth of truths) {
        report(`node ${major}: ${truth.before}, ${truth.after}: ${truth.relation}`, check(heapdiff, file(truth.before), file(truth.after), truth));
      }
    }
    versions.slice(1).forEach(({major, file}, i) => {
      const older = versions[i];
      report(`node ${older.major}, node ${major}: unrelated`,
        check(heapdiff, older.file('first/after'), file('first/after'), {relation: 'unrelated', ids: false}));
    });
  } finally {
    if (values.keep) console.error(`snapshots: ${snapshots}`);
    else fs.rmSync(snapshots, {recursive: true, force: true});
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

try {
  main();
} catch (error) {
  console.error(`lineage.mjs: ${error.message}`);
  process.exitCode = 2;
}
