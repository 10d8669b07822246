// What heapdiff-sql(7) asks, asked: its ten questions about a snapshot of a real program, by SQLite and by DuckDB over the
// NDJSON, with one answer, which is also heapdiff's own; and its question about a fleet, by DuckDB over many summaries.
//
//   node sql.test.mjs --heapdiff PROGRAM [--summaries N] [--work DIRECTORY]
//
//   --work   where npm packages are kept (a cache)
//
// Exit status: 0 all right, else the first answer that is wrong.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {npmInstall} from '../oracle/setup.mjs';

const source = path.resolve(import.meta.dirname, '../..');
const manual = fs.readFileSync(path.join(source, 'man/heapdiff-sql.7'), 'utf8');

// The display behind a line `.\" question NAME`, as mandoc shows it.
function question(name) {
  const [, text] = manual.match(new RegExp(String.raw`\.\\" question ${name}\n\.Bd [^\n]*\n([^]*?)\n\.Ed`)) ?? [];
  assert.ok(text, `the manual has no question ${name}`);
  return text.replaceAll('\\e', '\\');
}

function setUp(work) {
  const directory = path.join(work, 'sql');
  if (!fs.existsSync(path.join(directory, 'node_modules/sql.js'))) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, '@duckdb/node-api@1.5.6-r.1', 'sql.js@1.17.0');
  }
  return createRequire(path.join(directory, 'package.json'));
}

// Numbers may come as BigInt, and dates as objects; all that is compared are numbers and texts.
const plain = value => typeof value === 'bigint' ? Number(value) : value === undefined ? null : typeof value === 'object' && value !== null ? String(value) : value;

async function openDuckDb(require) {
  const {DuckDBInstance} = require('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return async sql => (await connection.runAndReadAll(sql)).getRowsJS().map(row => row.map(plain));
}

async function openSqlite(require, file) {
  const database = new (await require('sql.js')()).Database(fs.readFileSync(file));
  return sql => (database.exec(sql)[0]?.values ?? []).map(row => row.map(plain));
}

// A program with a package that keeps things, objects that two of its own hold together, sessions and equal strings.
const app = `
const fs = require('node:fs');
const v8 = require('node:v8');
class Session {
  constructor(i) { this.number = i; this.items = new Array(i % 7 + 1).fill({price: i}); }
}
v8.writeHeapSnapshot('before.heapsnapshot');
const routes = require('express');
for (let i = 0; i < 16; i++) routes.add('/' + i);
const sessions = new Map();
for (let i = 0; i < 500; i++) sessions.set(i, new Session(i));
const texts = [];
for (let i = 0; i < 100; i++) texts.push(Buffer.from('a text that is there a hundred times').toString());
globalThis.held = () => [routes, sessions, texts];
v8.writeHeapSnapshot('after.heapsnapshot');
`;
const express = `
class Layer {
  constructor(path, shared) { this.path = path; this.shared = shared; }
}
const layers = [];
exports.add = path => {
  const shared = {options: ['of', 'both', path]};
  layers.push(new Layer(path, shared), new Layer(path + '/', shared));
};
`;

function takeSnapshots(directory) {
  fs.mkdirSync(path.join(directory, 'node_modules/express'), {recursive: true});
  fs.writeFileSync(path.join(directory, 'app.js'), app);
  fs.writeFileSync(path.join(directory, 'node_modules/express/index.js'), express);
  execFileSync(process.execPath, ['app.js'], {cwd: directory});
}

async function askTheTen(require, heapdiff, directory) {
  takeSnapshots(directory);
  const run = (...words) => execFileSync(heapdiff, words, {cwd: directory, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe']});
  const json = (...words) => JSON.parse(run(...words, '--format', 'json'));
  run('export', 'after.heapsnapshot', '-o', 'heap.sqlite');
  run('export', 'after.heapsnapshot', '-o', 'heap', '--format', 'ndjson', '--compress', 'zstd');
  const sqlite = await openSqlite(require, path.join(directory, 'heap.sqlite'));
  const duckDb = await openDuckDb(require);
  for (const file of fs.readdirSync(path.join(directory, 'heap'))) {
    const table = file.split('.')[0];
    await duckDb(`CREATE TABLE ${table} AS ${question('duckdb_table').replace('heap/nodes.ndjson.zst', path.join(directory, 'heap', file))}`);
  }
  const sets = new Set(['children', 'dominated', 'retainers', 'retained_by_class']);
  for (const [name, sql] of sqlite("SELECT name, sql FROM sqlite_schema WHERE type = 'view'")) {
    if (sets.delete(name)) await duckDb(sql);
  }
  assert.equal(sets.size, 0, `views are missing: ${[...sets]}`);

  // One answer of both.
  const ask = async (name, id) => {
    const sql = question(name).replaceAll('48213', String(id ?? 48213));
    const answer = sqlite(sql);
    assert.deepEqual(await duckDb(sql), answer, name);
    assert.ok(answer.length > 0, `${name} has no answer`);
    return answer;
  };

  const summary = json('summary', 'after.heapsnapshot', '--top', '0').classes;
  assert.deepEqual((await ask('classes')).map(row => [row[1], row[2], row[3]]),
    summary.slice(0, 10).map(row => [row.count, row.size, row.retained]));
  assert.deepEqual(sqlite('SELECT class, count, self_size, retained_size FROM retained_by_class ORDER BY retained_size DESC, class, count'),
    sqlite('SELECT class, count, self_size, retained_size FROM classes WHERE count > 0 ORDER BY retained_size DESC, class, count'));

  const byPackage = json('before.heapsnapshot', 'after.heapsnapshot', '--group-by', 'package', '--chains', '0').classes;
  const ofExpress = byPackage.find(row => row.name === 'express').after;
  assert.deepEqual(await ask('packages'), [['express', ofExpress.count, ofExpress.retained]]);

  // Objects that have no path any more when those of the package are ignored.
  const freed = await ask('freed');
  assert.deepEqual(freed.filter(([name]) => name === 'Layer').map(row => row[1]), [32]);
  const own = sqlite("SELECT id FROM nodes JOIN locations USING (location) WHERE package = 'express'").flat();
  const idsOf = sqlite(question('freed').replace(/SELECT n\.class[^]*FROM nodes n/, 'SELECT n.id FROM nodes n').replace(/GROUP BY[^]*/, '')).flat();
  assert.equal(idsOf.length, freed.reduce((sum, row) => sum + row[1], 0));
  const isFreed = new Set(idsOf);
  const others = sqlite('SELECT id FROM nodes WHERE self_size > 0 AND distance IS NOT NULL ORDER BY id LIMIT 400').flat().filter(id => !isFreed.has(id));
  const ignored = own.flatMap(id => ['--ignore', `@${id}`]);
  const isReachable = ids => json('path', 'after.heapsnapshot', ...ids.map(id => `@${id}`), ...ignored).paths.map(found => found.reachable);
  const inside = idsOf.filter(id => !own.includes(id));
  assert.ok(inside.length >= 48 && others.length > 100);
  assert.deepEqual(isReachable([...inside, ...others]), [...inside.map(() => false), ...others.map(() => true)]);

  const largest = json('class', 'after.heapsnapshot', 'Session', '--top', '10').objects;
  assert.deepEqual(await ask('largest'), largest.map(row => [row.id, row.size, row.retained, row.distance < 1e8 ? row.distance : null]));

  const id = largest[0].id;
  const holders = json('retainers', 'after.heapsnapshot', `@${id}`, '--top', '10000').retainers;
  const byIdAndEdge = rows => rows.map(row => row.join(' ')).sort();
  assert.deepEqual(byIdAndEdge((await ask('retainers', id)).map(row => [row[0], row[2], row[3], row[4]])),
    byIdAndEdge(holders.map(row => [row.object.id, row.edge_type, row.edge, row.retaining ? 1 : 0])));

  const contents = await ask('contents', id);
  assert.equal(contents.reduce((sum, row) => sum + row[2], 0), json('object', 'after.heapsnapshot', `@${id}`).object.retained);

  const above = json('dominators', 'after.heapsnapshot', `@${id}`, '--top', '10000').dominators;
  assert.deepEqual((await ask('dominators', id)).map(row => [row[1], row[3]]), above.map(row => [row.id, row.retained]));

  const text = 'a text that is there a hundred times';
  const {copies, size, wasted} = json('strings', 'after.heapsnapshot', `/^${text}$/`).texts[0];
  const found = sqlite(question('duplicates').replace('LIMIT 10', 'LIMIT 10000')).find(row => row[0] === text);
  assert.deepEqual(found, [text, copies, size, wasted]);
  await ask('duplicates');

  const suspects = json('after.heapsnapshot').suspects;
  assert.deepEqual(await ask('suspects'), suspects.flatMap(s => s.path.map((step, i) =>
    [s.rank, s.confidence, s.holder.name || null, s.element.class, s.entries.after, s.element.retained, i + 1, step.edge, step.node, step.id])));

  const sums = new Map();
  for (const line of run('nodes', 'after.heapsnapshot').trim().split('\n')) {
    const {distance, self} = JSON.parse(line);
    if (distance < 0 || distance >= 100000000 || self === 0) continue;
    const sum = sums.get(distance) ?? [distance, 0, 0];
    sums.set(distance, [distance, sum[1] + 1, sum[2] + self]);
  }
  assert.deepEqual(await ask('distances'), [...sums.values()].sort((a, b) => a[0] - b[0]));
}

// A module /app/app.js with Arrays in its scope, as V8 writes it; `arrays` has the number of entries of each.
function writeHeap(file, arrays) {
  const types = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic'];
  const edgeTypes = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
  const strings = new Map();
  const string = text => strings.get(text) ?? (strings.set(text, strings.size), strings.size - 1);
  const nodes = [];
  const node = (type, name, size) => nodes.push({type, name, size, edges: []}) - 1;
  const edge = (from, type, name, to) => nodes[from].edges.push([edgeTypes.indexOf(type), typeof name === 'number' ? name : string(name), to * 6]);
  const root = node('synthetic', '', 0);
  const main = node('closure', 'main', 64), scope = node('object', 'system / Context', 32), info = node('code', 'system / ScopeInfo', 16);
  const shared = node('code', 'main', 0), script = node('code', '/app/app.js', 0);
  edge(root, 'property', 'main', main);
  edge(main, 'internal', 'shared', shared);
  edge(shared, 'internal', 'script', script);
  edge(main, 'internal', 'context', scope);
  edge(scope, 'internal', 'scope_info', info);
  for (const [name, entries] of Object.entries(arrays)) {
    const array = node('object', 'Array', 16), store = node('array', '(object elements)', 16 + 8 * entries);
    edge(scope, 'context', name, array);
    edge(array, 'internal', 'elements', store);
    for (let i = 0; i < entries; i++) {
      const item = node('object', 'Item', 1000);
      edge(array, 'element', i, item);
      edge(store, 'internal', String(i), item);
    }
  }
  const fields = {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id'], node_types: [types, 'string', 'number', 'number', 'number', 'number'],
    edge_fields: ['type', 'name_or_index', 'to_node'], edge_types: [edgeTypes, 'string_or_number', 'node'],
    location_fields: ['object_index', 'script_id', 'line', 'column'],
  };
  const numbers = nodes.flatMap((n, i) => [types.indexOf(n.type), string(n.name), 2 * i + 1, n.size, n.edges.length, 0]);
  fs.writeFileSync(file, JSON.stringify({
    snapshot: {meta: fields, node_count: nodes.length, edge_count: nodes.reduce((sum, n) => sum + n.edges.length, 0), trace_function_count: 0},
    nodes: numbers, edges: nodes.flatMap(n => n.edges.flat()), trace_function_infos: [], trace_tree: [], samples: [],
    locations: [main * 6, 7, 0, 0], strings: [...strings.keys()],
  }));
}

// Ten snapshots a host, the last six of version 1.10, in which `pending` grows, but on two hosts; `recent` goes up and
// down, and `known` never changes. Every tenth export is of the snapshot itself, not of its summary.
async function compareTheFleet(require, heapdiff, directory, summaries) {
  const rounds = 10, hosts = summaries / rounds;
  let entries = 0;
  for (let host = 0; host < hosts; host++) {
    for (let round = 0; round < rounds; round++) {
      const isLeaking = round >= 4 && host >= 2;
      const pending = 100 + (isLeaking ? 20 * (round - 3) : 0);
      entries += isLeaking ? 20 : 0;
      const name = path.join(directory, `${host}-${round}.heapsnapshot`);
      writeHeap(name, {pending, recent: 150 + 40 * ((round + host) % 2), known: 120});
      fs.utimesSync(name, 1.78e9 + 3600 * round, 1.78e9 + 3600 * round + host);
      const isWhole = (host * rounds + round) % 10 === 9;
      const file = isWhole ? name : `${name}.hds`;
      if (!isWhole) execFileSync(heapdiff, ['save', name, '-o', file]);
      execFileSync(heapdiff, ['export', file, '-o', path.join(directory, 'fleet', `${host}-${round}`), '--format', 'ndjson', '--compress', 'gzip',
        '--label', `host=web-${host}`, '--label', `version=${round < 4 ? '1.9' : '1.10'}`]);
    }
  }
  const duckDb = await openDuckDb(require);
  await duckDb(question('duckdb_holders').replace('fleet/', path.join(directory, 'fleet/')));
  assert.deepEqual(await duckDb('SELECT count(DISTINCT labels.host), count(DISTINCT file), count(*) FROM holders'), [[hosts, summaries, 3 * summaries]]);
  assert.deepEqual(await duckDb(question('growing')), [['pending', '/app/app.js', hosts - 2, '1.10', entries]]);
}

async function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'}, summaries: {type: 'string', default: '50'}, work: {type: 'string', default: path.join(source, 'build/corpus')},
  }});
  if (!values.heapdiff) throw new Error('usage: node sql.test.mjs --heapdiff PROGRAM [--summaries N] [--work DIRECTORY]');
  const require = setUp(path.resolve(values.work));
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-sql-'));
  try {
    fs.mkdirSync(path.join(directory, 'fleet'));
    await askTheTen(require, path.resolve(values.heapdiff), directory);
    await compareTheFleet(require, path.resolve(values.heapdiff), directory, Number(values.summaries));
  } finally {
    fs.rmSync(directory, {recursive: true, force: true});
  }
  console.log(`ten questions, and ${values.summaries} summaries: SQLite, DuckDB and heapdiff agree`);
}

await main();
