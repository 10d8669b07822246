import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {pathToFileURL} from 'node:url';
import {launch, pair, program, project, require, work} from './package.mjs';

const {diff, triage, HeapdiffError, takeSnapshot} = require('heapdiff');
const [before, after] = pair('unbounded-map');

test('import and require give the same functions', async () => {
  const file = path.join(project, 'index.mjs');
  fs.writeFileSync(file, 'export * from "heapdiff";\n');
  const imported = await import(pathToFileURL(file));
  assert.deepEqual({...imported}, {...require('heapdiff')});
  assert.equal(typeof imported.assertNoLeak, 'function');
});

test('diff resolves to the report that the program writes', async () => {
  const {stdout} = spawnSync(program, [before, after, '--format', 'json', '--ops', '3000'], {encoding: 'utf8', maxBuffer: 2 ** 28});
  const report = await diff(before, after, {ops: 3000});
  assert.deepEqual(report, JSON.parse(stdout));
  assert.equal(report.verdict, 'leaks');
  assert.equal(report.suspects[0].holder.name, 'ordersById');
});

test('a rule that is crossed is in the report, and no error', async () => {
  const {gate} = await diff(before, after, {failOn: ['suspects >= likely', 'size > 1GB'], noConfig: true});
  assert.equal(gate.passes, false);
  assert.deepEqual(gate.crossings.map(({rule}) => rule), ['suspects >= likely']);
});

test('triage resolves to the report on one snapshot', async () => {
  const report = await triage(after);
  assert.equal(report.report, 'triage');
  assert.match(report.suspects[0].holder.name, /ordersById/);
});

test('what the program refuses is an error with its words', async () => {
  await assert.rejects(diff('gone.heapsnapshot', after), error => error instanceof HeapdiffError && error.status === 2 &&
    /^gone\.heapsnapshot: /.test(error.message));
  await assert.rejects(diff(before, after, {grupBy: 'package'}), /there is no option --grup-by.*\n.*--group-by/);
  await assert.rejects(diff(after, before), /was taken before/);
});

test('options that would send the report elsewhere, and standard input, are refused', async () => {
  await assert.rejects(diff(before, after, {output: 'report.json'}), /no option output/);
  await assert.rejects(diff('-', after), /path of a snapshot/);
  await assert.rejects(triage(undefined), /path of a snapshot/);
});

test('a file whose name looks like an option or a command is a file', async () => {
  fs.copyFileSync(after, path.join(work, '--version'));
  fs.copyFileSync(after, path.join(work, 'summary'));
  const here = process.cwd();
  process.chdir(work);
  try {
    assert.equal((await triage('--version')).report, 'triage');
    assert.equal((await triage('summary')).report, 'triage');
  } finally {
    process.chdir(here);
  }
});

test('the launcher passes on arguments, output and status', () => {
  const direct = spawnSync(program, [before, after], {encoding: 'utf8', cwd: work});
  const launched = launch([before, after]);
  assert.equal(launched.status, 0);
  assert.ok(direct.stdout.includes('ordersById'));
  assert.equal(launched.stdout, direct.stdout);
  assert.equal(launch([before, after, '--fail-on', 'size > 0']).status, 1);
  const refused = launch(['gone.heapsnapshot', after]);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /^heapdiff: gone\.heapsnapshot: /);
});

test('where the package has no program, it says which it has and how to get one', () => {
  const native = path.dirname(path.dirname(program));
  fs.renameSync(path.dirname(program), path.join(native, 'plan9-mips'));
  try {
    const {status, stderr} = launch(['--version']);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`^heapdiff: this package has programs for (linux-\\w+ and )?plan9-mips, and this is ${process.platform}-${process.arch}\n`));
    assert.match(stderr, /HEAPDIFF_PROGRAM/);
    const own = path.join(native, 'plan9-mips/heapdiff');
    assert.match(launch(['--version'], {env: {...process.env, HEAPDIFF_PROGRAM: own}}).stdout, /^heapdiff \d/);
    assert.match(launch(['--version'], {env: {...process.env, HEAPDIFF_PROGRAM: 'gone'}}).stderr, /there is no such file/);
  } finally {
    fs.renameSync(path.join(native, 'plan9-mips'), path.dirname(program));
  }
});

test('snapshots have no garbage in them, and a pair around nothing shows no growth', async () => {
  class Garbage {}
  let reference = new WeakRef(new Garbage());
  const files = ['a', 'b'].map(name => path.join(work, `${name}.heapsnapshot`));
  assert.equal(await takeSnapshot(files[0]), files[0]);
  assert.equal(reference.deref(), undefined);
  await takeSnapshot(files[1]);
  const report = await diff(...files);
  assert.equal(report.lineage.relation, 'same-process');
  assert.equal(report.verdict, 'nothing-grew');
  await assert.rejects(takeSnapshot(), /path of a file/);
});
