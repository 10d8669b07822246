// What heapdiff says of snapshots that other producers than Node and Chromium write, made now: Bun, Deno and
// workerd, from npm. In each, 3,000 sessions pile up.
//
//   node producers.mjs --heapdiff PROGRAM [--work DIRECTORY] [--keep]
//
// The options are those of compare.mjs, and so is the exit status.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {checkNodes, checkSummary} from './checks.mjs';
import {setUpEngine, setUpNode, setUpPackage} from './setup.mjs';

const here = path.join(path.dirname(fileURLToPath(import.meta.url)), 'producers');
const quiet = {stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000};

function makeWithBun(work, directory) {
  const program = setUpPackage(work, '@oven/bun-linux-' + process.arch, '1.4', 'bin/bun');
  execFileSync(program, [path.join(here, 'bun.mjs'), directory], quiet);
}

// Node 24 and later write an index above 2^31 as a negative number.
const makeWithNode = major => (work, directory) =>
  execFileSync(setUpNode(work, major), ['--expose-gc', path.join(here, 'big-keys.cjs'), directory], quiet);

function makeWithDeno(work, directory) {
  const program = setUpPackage(work, `@deno/linux-${process.arch}-glibc`, '2.9', 'deno');
  execFileSync(program, ['run', '-A', path.join(here, 'deno.mjs'), directory], quiet);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

// Asked again until it answers: the server has to start first.
async function ask(url) {
  for (let tries = 0; ; tries++) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

// Each snapshot in a session of its own.
function takeSnapshot(url, file) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const fd = fs.openSync(file, 'w');
    socket.onerror = () => reject(new Error(`no answer from ${url}`));
    socket.onopen = () => socket.send(JSON.stringify({id: 1, method: 'HeapProfiler.takeHeapSnapshot', params: {}}));
    socket.onmessage = ({data}) => {
      const message = JSON.parse(data);
      if (message.method === 'HeapProfiler.addHeapSnapshotChunk') fs.writeSync(fd, message.params.chunk);
      if (message.id !== 1) return;
      fs.closeSync(fd);
      socket.onclose = () => message.error ? reject(new Error(message.error.message)) : resolve();
      socket.close();
    };
  });
}

async function makeWithWorkerd(work, directory) {
  const program = setUpPackage(work, '@cloudflare/workerd-linux-64', '1.20261117.1', 'bin/workerd');
  const [port, inspectorPort] = [await freePort(), await freePort()];
  fs.copyFileSync(path.join(here, 'worker.mjs'), path.join(directory, 'worker.mjs'));
  fs.writeFileSync(path.join(directory, 'config.capnp'), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "worker.mjs", esModule = embed "worker.mjs")], compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
`);
  const server = spawn(program, ['serve', path.join(directory, 'config.capnp'), `--inspector-addr=127.0.0.1:${inspectorPort}`], {stdio: 'ignore'});
  try {
    await ask(`http://127.0.0.1:${port}/500`);
    const [{webSocketDebuggerUrl}] = JSON.parse(await ask(`http://127.0.0.1:${inspectorPort}/json`));
    await takeSnapshot(webSocketDebuggerUrl, path.join(directory, 'before.heapsnapshot'));
    await ask(`http://127.0.0.1:${port}/3000`);
    await takeSnapshot(webSocketDebuggerUrl, path.join(directory, 'after.heapsnapshot'));
  } finally {
    server.kill('SIGKILL');
  }
}

// `suspects`: holder, how many more, how sure. `dump`: what the second snapshot alone says of its holders.
const producers = [
  {name: 'bun', make: makeWithBun, relation: 'renumbered',
    suspects: ['globalThis.byKey +3000 likely', 'globalThis.sessions +3000 likely'], dump: ['globalThis.byKey', 'globalThis.sessions'],
    note: 'JavaScriptCore does not write what Maps, Sets and WeakMaps hold'},
  {name: 'deno', make: makeWithDeno, relation: 'same-process', suspects: ['sessionsById +3000 strong'], dump: ['sessionsById']},
  {name: 'node 24, keys above 2^31', make: makeWithNode(24), relation: 'same-process', suspects: ['quotaByUser +3000 strong'], dump: ['quotaByUser']},
  {name: 'node 26, keys above 2^31', make: makeWithNode(26), relation: 'same-process', suspects: ['quotaByUser +3000 strong'], dump: ['quotaByUser']},
  {name: 'workerd', make: makeWithWorkerd, relation: 'renumbered', suspects: ['sessionsById +3000 strong'], dump: ['sessionsById']},
];

async function check(tools, directory, {relation, suspects, dump, note}) {
  const wrong = [];
  const expect = (what, expected, found) => {
    if (JSON.stringify(expected) !== JSON.stringify(found)) wrong.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  };
  const run = (...args) => spawnSync(tools.heapdiff, args, {encoding: 'utf8', maxBuffer: 1 << 28});
  const [before, after] = ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
  const diff = run(before, after, '--format', 'json', '--chains', '1');
  if (diff.status !== 0) return [`status ${diff.status}: ${diff.stderr}`];
  const report = JSON.parse(diff.stdout);
  expect('relation', relation, report.lineage.relation);
  expect('suspects', suspects, report.suspects.slice(0, suspects.length).map(({holder, new_count: count, confidence}) => `${holder.name} +${count} ${confidence}`).sort());
  expect('balanced', true, report.balanced);
  expect('note', true, !note || diff.stderr.includes(note));
  const triage = JSON.parse(run(after, '--format', 'json').stdout);
  expect('holders of the dump', dump, triage.suspects.slice(0, dump.length).map(({holder}) => holder.name).sort());
  const own = path.join(directory, 'own.json');
  if (fs.existsSync(own)) expect('hint for its own form', true, run('summary', own).stderr.includes('Bun.generateHeapSnapshot("v8")'));
  for (const compare of [checkNodes, checkSummary]) {
    const {compared, differences} = await compare(tools, after);
    if (differences.length) wrong.push(`${compared}, ${differences.length} other than DevTools': ${JSON.stringify(differences[0])}`);
  }
  return wrong;
}

async function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    full: {type: 'boolean', default: false},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    keep: {type: 'boolean', default: false},
  }});
  if (!values.heapdiff) throw new Error('usage: node producers.mjs --heapdiff PROGRAM [--work DIRECTORY] [--keep]');
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  if (typeof WebSocket === 'undefined') {  // Node 20 has none
    process.exitCode = spawnSync(setUpNode(work, 24), process.argv.slice(1), {stdio: 'inherit'}).status ?? 2;
    return;
  }
  const tools = {heapdiff: path.resolve(values.heapdiff), engine: setUpEngine(work)};
  const snapshots = fs.mkdtempSync(path.join(work, 'producers-'));
  let failed = 0;
  try {
    for (const producer of producers) {
      const directory = path.join(snapshots, producer.name);
      fs.mkdirSync(directory);
      await producer.make(work, directory);
      const wrong = await check(tools, directory, producer);
      failed += wrong.length ? 1 : 0;
      console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${producer.name}${wrong.map(line => `\n     ${line}`).join('')}`);
    }
  } finally {
    if (values.keep) console.error(`snapshots: ${snapshots}`);
    else fs.rmSync(snapshots, {recursive: true, force: true});
  }
  process.exitCode = failed ? 1 : 0;
}

process.exitCode = 2;
main().catch(error => console.error(`producers.mjs: ${error.message}`));
