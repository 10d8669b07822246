import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {makeProject, program, require, source, work} from './package.mjs';

const {assertNoLeak, LeakError} = require('heapdiff');
const directory = path.join(work, 'snapshots');
const left = () => fs.existsSync(directory) ? fs.readdirSync(directory) : [];

class Order {
  constructor(number) {
    this.number = number;
  }
}
const ordersByNumber = new Map();
const order = () => ordersByNumber.set(`order ${ordersByNumber.size}`, new Order(ordersByNumber.size));

test('a leak is an error whose message is the suspect, and names the snapshots that are kept', async () => {
  const error = await assertNoLeak(order, {directory}).then(() => assert.fail('no leak was seen'), error => error);
  assert.ok(error instanceof LeakError);
  assert.equal(error.code, 'ERR_HEAPDIFF_LEAK');
  assert.match(error.message, /^1 {2}unbounded Map {2}ordersByNumber {2}\+100 entries/m);
  assert.match(error.message, /where +declared at .*assert_no_leak\.test\.mjs:\d+:\d+/);
  assert.doesNotMatch(error.message, /^Constructor/m);
  assert.equal(error.report.ops, 100);
  assert.equal(error.snapshots.length, 3);
  for (const file of error.snapshots) {
    assert.ok(error.message.includes(file));
    assert.ok(fs.statSync(file).size > 1e6);
  }
  assert.equal(left().length, 1);

  // A known leak passes, and one of which more is allowed.
  const [, middle, last] = error.snapshots;
  const baseline = path.join(work, 'leaks.toml');
  const written = spawnSync(program, [middle, last, '--no-config', '--ops', '100', '-o', '/dev/null', '--write-baseline', baseline], {encoding: 'utf8'});
  assert.equal(written.status, 0, written.stderr);
  fs.rmSync(directory, {recursive: true});
  await assertNoLeak(order, {directory, baseline});
  await assertNoLeak(order, {directory, allow: '2kB'});
  assert.deepEqual(left(), []);
});

test('what grew once is no leak', async () => {
  const cache = [];
  let runs = 0;
  await assertNoLeak(() => {
    if (++runs > 10 && runs <= 110) cache.push(new Order(`order ${runs}`), 'x'.repeat(1000) + runs);
  }, {directory});
  assert.equal(cache.length, 200);
  assert.equal(runs, 210, 'the growth between the first two snapshots was looked for again');
  assert.deepEqual(left(), []);
});

test('what leaves nothing behind passes, and needs no second look', async () => {
  let runs = 0;
  await assertNoLeak(async () => {
    runs++;
    await new Promise(resolve => setImmediate(resolve, new Order(runs)));
  }, {warmup: 5, runs: 50, directory, keep: 'always'});
  assert.equal(runs, 55);
  const [kept] = left();
  assert.deepEqual(fs.readdirSync(path.join(directory, kept)).sort(), ['after.heapsnapshot', 'before.heapsnapshot']);
  fs.rmSync(directory, {recursive: true});
});

test('what the function throws is thrown, and no snapshot stays', async () => {
  let runs = 0;
  const thrower = () => { if (++runs === 12) throw new RangeError('run 12'); };
  await assert.rejects(assertNoLeak(thrower, {directory}), {name: 'RangeError', message: 'run 12'});
  assert.deepEqual(left(), []);
});

test('options that are wrong are refused before anything runs', async () => {
  const never = () => assert.fail('it ran');
  await assert.rejects(assertNoLeak(never, {run: 5}), /no option run; it has warmup, runs/);
  await assert.rejects(assertNoLeak(never, {runs: 0}), /runs: expected a whole number of at least 1, got 0/);
  await assert.rejects(assertNoLeak(never, {allow: '64 bits'}), /allow: expected a size such as '64B' or '1KiB', got "64 bits"/);
  await assert.rejects(assertNoLeak(never, {keep: 'sometimes'}), /keep: expected on-failure, always, never/);
  await assert.rejects(assertNoLeak('not a function'), /needs a function/);
});

test('the example for node:test fails where it leaks, and passes where it is mended', () => {
  const project = makeProject('node-test', 'node-test');
  const env = {...process.env, TMPDIR: work, NODE_OPTIONS: ''};
  delete env.NODE_TEST_CONTEXT;
  const run = extra => spawnSync(process.execPath, ['--test'], {cwd: project, encoding: 'utf8', env: {...env, ...extra}});
  const leaking = run({});
  assert.equal(leaking.status, 1);
  const line = fs.readFileSync(path.join(source, 'packaging/npm/examples/node-test/sessions.js'), 'utf8').split('\n').findIndex(text => text.includes('const sessions')) + 1;
  assert.match(leaking.stdout, new RegExp(`unbounded Map {2}sessions[^]*declared at sessions\\.js:${line}:7`));
  assert.equal(run({ENDS: '1'}).status, 0);
});
