import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {EventEmitter} from 'node:events';
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
  assert.match(error.message, /^1 {2}unbounded Map {2}ordersByNumber {2}\+200 entries/m);
  assert.match(error.message, /where +declared at .*assert_no_leak\.test\.mjs:\d+:\d+/);
  assert.doesNotMatch(error.message, /^Constructor/m);
  assert.equal(error.report.ops, 200);
  assert.equal(error.snapshots.length, 3);
  for (const file of error.snapshots) {
    assert.ok(error.message.includes(file));
    assert.ok(fs.statSync(file).size > 1e6);
  }
  assert.equal(left().length, 1);

  // A known leak passes, and one of which more is allowed.
  const [, middle, last] = error.snapshots;
  const baseline = path.join(work, 'leaks.toml');
  const written = spawnSync(program, [middle, last, '--no-config', '--ops', '200', '-o', '/dev/null', '--write-baseline', baseline], {encoding: 'utf8'});
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
    if (++runs > 10 && runs <= 210) cache.push(new Order(`order ${runs}`), 'x'.repeat(1000) + runs);
  }, {directory});
  assert.equal(cache.length, 400);
  assert.equal(runs, 410, 'the growth between the first two snapshots was looked for again');
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
  await assert.rejects(assertNoLeak(never, {runs: 15}), /runs: expected a whole number of at least 16, since fewer objects alike .*, got 15/);
  await assert.rejects(assertNoLeak(never, {warmup: -1}), /warmup: expected a whole number of at least 0, got -1/);
  await assert.rejects(assertNoLeak(never, {allow: '64 bits'}), /allow: expected a size such as '64B' or '1KiB', got "64 bits"/);
  await assert.rejects(assertNoLeak(never, {keep: 'sometimes'}), /keep: expected on-failure, always, never/);
  await assert.rejects(assertNoLeak('not a function'), /needs a function/);
});

test('runs that are too few to judge by what is allowed are refused, with numbers that would do', async () => {
  const never = () => assert.fail('it ran');
  await assert.rejects(assertNoLeak(never, {runs: 20, allow: '64B'}),
    /20 runs are too few to judge by allow: "64B": .*8192 bytes.* Take runs: 128, or allow: '410B'/);
  await assert.rejects(assertNoLeak(never, {allow: 0}), /200 runs are too few to judge by allow: 0: .* Take allow: '41B', or less with more runs/);
  let runs = 0;
  await assertNoLeak(() => { runs++; }, {runs: 128, allow: '64B', directory});
  assert.equal(runs, 138);
});

// One object a run, a fifth more than what is allowed, in holders of several kinds, which grow by tables and chains.
test('a leak of one object a run is named, and its holder, from 16 runs on', async () => {
  const textOf = bytes => Buffer.alloc(bytes, 'x').toString('latin1');
  const holders = {
    ordersById(bytes) {
      const ordersById = new Map();
      return () => ordersById.set(ordersById.size, new Order(textOf(bytes)));
    },
    orderList(bytes) {
      const orderList = [];
      return () => orderList.push(new Order(textOf(bytes)));
    },
    newestOrder(bytes) {
      let newestOrder = null;
      return () => { newestOrder = {next: newestOrder, text: textOf(bytes)}; };
    },
    orderBus(bytes) {
      const orderBus = new EventEmitter().setMaxListeners(0);
      return () => {
        const text = textOf(bytes);
        orderBus.on('order', () => text);
      };
    },
  };
  const kept = [];
  for (const runs of [16, 50, 200]) {
    const bytes = Math.ceil(1.2 * Math.max(64, 8192 / runs));
    for (const [name, make] of Object.entries(holders)) {
      const leak = make(bytes);
      kept.push(leak);
      await assert.rejects(assertNoLeak(leak, {runs, directory, keep: 'never'}),
        error => error.message.includes(`  ${name}`) || assert.fail(`${name}, ${runs} runs: ${error.message}`));
    }
  }
  assert.equal(kept.length, 12);
  assert.deepEqual(left(), []);
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
