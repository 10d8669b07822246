// DevTools' heap snapshot engine as a command. Numbers go to stdout as JSON.
//
//   devtools.mjs nodes FILE                  every node, one JSON object a line
//   devtools.mjs summary FILE                the Summary view and the statistics
//   devtools.mjs diff BEFORE AFTER [--sides] the Comparison view; with --sides also both snapshots' rows
//   devtools.mjs contexts FILE               the analysis of contexts: what is kept for nothing
//
// Big files need node --max-old-space-size=MB in front.
import fs from 'node:fs';
import {fileURLToPath} from 'node:url';
import v8 from 'node:v8';
import {isMainThread, MessageChannel, Worker, workerData} from 'node:worker_threads';

// The engine uses it, and Node 20 lacks it.
Promise.withResolvers ??= function() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, {resolve, reject}));
  return parts;
};

const {HeapSnapshot, HeapSnapshotLoader, HeapSnapshotModel} = await import('./dist/engine.mjs');

if (isMainThread) {
  await main(process.argv.slice(2));
} else {
  // As in DevTools, dominators and retained sizes are computed by a second thread.
  new HeapSnapshot.SecondaryInitManager(workerData.port);
}

async function main([command, ...args]) {
  const files = args.filter(arg => !arg.startsWith('--'));
  if (command === 'nodes' && files.length === 1) {
    printNodes(await load(files[0]));
  } else if (command === 'summary' && files.length === 1) {
    print(summary(await load(files[0])));
  } else if (command === 'contexts' && files.length === 1) {
    print(deadCaptures(await load(files[0])));
  } else if (command === 'diff' && files.length === 2) {
    const [before, after] = [await load(files[0]), await load(files[1])];
    print(diff(before, after, args.includes('--sides')));
  } else {
    console.error('usage: devtools.mjs nodes FILE | summary FILE | contexts FILE | diff BEFORE AFTER [--sides]');
    process.exitCode = 2;
  }
}

async function load(file) {
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({sendEvent() {}});
  let failure = null;
  loader.parsingComplete.catch(error => failure = error);
  const decoder = new TextDecoder('utf-8');
  // DevTools reads its files by pieces of this size.
  for await (const chunk of fs.createReadStream(file, {highWaterMark: 10_000_000})) {
    if (failure) throw failure;
    loader.write(decoder.decode(chunk, {stream: true}));
  }
  loader.write(decoder.decode());
  loader.close();
  await loader.parsingComplete;

  const {port1, port2} = new MessageChannel();
  const heapMegabytes = Math.ceil(v8.getHeapStatistics().heap_size_limit / 2 ** 20);
  const secondThread = new Worker(fileURLToPath(import.meta.url), {
    workerData: {port: port2},
    transferList: [port2],
    execArgv: [],
    resourceLimits: {maxOldGenerationSizeMb: heapMegabytes},
  });
  const snapshot = await loader.buildSnapshot(port1);
  port1.close();
  await secondThread.terminate();
  return snapshot;
}

function print(value) {
  writeAll(JSON.stringify(value) + '\n');
}

// Synchronous, so that a dump is never collected in memory; a full pipe is tried again.
function writeAll(text) {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += fs.writeSync(1, bytes, done);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function* nodesOf(snapshot) {
  const node = snapshot.createNode(0);
  for (let index = 0; index < snapshot.nodeCount; index++) {
    node.nodeIndex = index * snapshot.nodeFieldCount;
    yield node;
  }
}

function printNodes(snapshot) {
  const dominator = snapshot.createNode(0);
  let lines = [];
  for (const node of nodesOf(snapshot)) {
    dominator.nodeIndex = node.dominatorIndex();
    lines.push(JSON.stringify({
      index: node.nodeIndex / snapshot.nodeFieldCount,
      id: node.id(),
      // Node 8 writes types that its header does not list.
      type: node.type() ?? 'undefined',
      class: shownKey(',' + node.className()).slice(1),
      self: node.selfSize(),
      retained: node.retainedSize(),
      distance: node.distance(),
      dominator: dominator.id(),
      detachedness: node.detachedness(),
    }));
    if (lines.length === 5000) {
      writeAll(lines.join('\n') + '\n');
      lines = [];
    }
  }
  if (lines.length) writeAll(lines.join('\n') + '\n');
}

function summary(snapshot) {
  const rows = dropScopes(rowsOf(snapshot.aggregatesWithFilter(new HeapSnapshotModel.NodeFilter())));
  const overwritten = overwrittenKeys(snapshot);
  recount(snapshot, overwritten).forEach((row, key) => rows.set(key, row));
  return {
    nodes: snapshot.nodeCount,
    edges: snapshot.containmentEdges.length / snapshot.edgeFieldsCount,
    size: snapshot.totalSize,
    extraNativeBytes: snapshot.profile.snapshot.extra_native_bytes ?? 0,
    statistics: snapshot.getStatistics(),
    classes: [...rows].map(([key, {count, size, retained, distance}]) => ({key, count, size, retained, distance})),
    overwritten: [...overwritten],
  };
}

function deadCaptures(snapshot) {
  return snapshot.analyzeContexts().scopes.flatMap(({contexts}) => contexts.flatMap(({contextNodeId, deadFields}) =>
    deadFields.map(({name, valueNodeId}) => ({context: contextNodeId, variable: name, value: valueNodeId}))));
}

// What HeapSnapshotDiffDataGrid does when the Comparison view opens.
function diff(before, after, wantsSides) {
  const shapes = after.interfaceDefinitions();
  const changes = after.calculateSnapshotDiff(1, before.aggregatesForDiff(shapes));
  const rows = new Map(Object.entries(changes).map(([key, row]) => [key, {
    added: {count: row.addedCount, size: row.addedSize},
    removed: {count: row.removedCount, size: row.removedSize},
  }]));
  dropScopes(rows);
  if (!wantsSides) return {classes: [...rows].map(([key, row]) => ({key, ...row}))};

  // The engine names the older snapshot's objects by the newer one's shapes while
  // it compares, and takes that back afterwards. Both sides' rows need it again.
  before.applyInterfaceDefinitions(JSON.parse(shapes));
  const sides = [before, after].map(snapshot => dropScopes(rowsOf(snapshot.getAggregatesByClassKey(false))));
  const overwritten = new Set([...overwrittenKeys(before), ...overwrittenKeys(after)]);
  const recounted = [before, after].map(snapshot => recount(snapshot, overwritten));
  for (const key of overwritten) {
    sides.forEach((side, i) => side.set(key, recounted[i].get(key)));
    const [old, young] = recounted.map(side => side.get(key).members);
    rows.set(key, {added: missingFrom(old, young), removed: missingFrom(young, old)});
  }

  const nothing = {count: 0, size: 0, retained: 0};
  const side = ({count, size, retained} = nothing) => ({count, size, retained});
  const keys = new Set([...sides[0].keys(), ...sides[1].keys()]);
  return {
    classes: [...keys].map(key => ({
      key,
      before: side(sides[0].get(key)),
      after: side(sides[1].get(key)),
      ...(rows.get(key) ?? {added: {count: 0, size: 0}, removed: {count: 0, size: 0}}),
    })),
    overwritten: [...overwritten],
  };
}

function rowsOf(aggregates) {
  return new Map(Object.entries(aggregates).map(([key, row]) =>
    [key, {count: row.count, size: row.self, retained: row.maxRet, distance: row.distance}]));
}

// --- The engine's one known fault ------------------------------------------
//
// Inside the engine a class is the index of its name in the string table, and the
// tables show the name itself. A name that the engine adds (`Function`, `RegExp`,
// `(string)`, `{a, b}` …) gets a new index even if the snapshot holds that string
// already. If an object or native node carries the same name, two classes have one
// key, and the one met later replaces the other's row. For exactly those keys the
// functions below count the nodes one by one.

function publicKey(snapshot, internalKey) {
  return shownKey(typeof internalKey === 'number' ? ',' + snapshot.strings[internalKey] : internalKey);
}

// V8 15 writes the id of a scope into the name of each of its contexts, and the engine has a row for
// every scope. heapdiff has one row, which the manual argues; it is counted node by node, too.
function isScopeKey(key) {
  return /^,system \/ Context \/ scope @\d+$/.test(key);
}

function shownKey(key) {
  return isScopeKey(key) ? ',system / Context' : key;
}

function dropScopes(rows) {
  for (const key of [...rows.keys()].filter(isScopeKey)) rows.delete(key);
  return rows;
}

function overwrittenKeys(snapshot) {
  const internalKeys = new Set();
  for (const node of nodesOf(snapshot)) {
    if (node.selfSize()) internalKeys.add(node.classKeyInternal());
  }
  const seen = new Set();
  const overwritten = new Set();
  for (const internalKey of internalKeys) {
    const key = publicKey(snapshot, internalKey);
    const isScope = typeof internalKey === 'number' && isScopeKey(',' + snapshot.strings[internalKey]);
    (seen.has(key) || isScope ? overwritten : seen).add(key);
  }
  return overwritten;
}

// Nodes of size 0 take no part in the engine's tables.
function recount(snapshot, keys) {
  const rows = new Map([...keys].map(key =>
    [key, {count: 0, size: 0, retained: 0, distance: 0, members: new Map(), indexes: new Set()}]));
  if (!rows.size) return rows;
  for (const node of nodesOf(snapshot)) {
    const row = node.selfSize() ? rows.get(publicKey(snapshot, node.classKeyInternal())) : undefined;
    if (!row) continue;
    row.distance = row.count ? Math.min(row.distance, node.distance()) : node.distance();
    row.count++;
    row.size += node.selfSize();
    row.members.set(node.id(), node.selfSize());
    row.indexes.add(node.nodeIndex);
  }
  const node = snapshot.createNode(0);
  for (const row of rows.values()) {
    for (const index of row.indexes) {
      node.nodeIndex = index;
      if (!hasDominatorIn(row.indexes, node)) row.retained += snapshot.createNode(index).retainedSize();
    }
  }
  return rows;
}

// What an object retains below another one of its class is counted there already.
function hasDominatorIn(indexes, node) {
  while (!node.isRoot()) {
    node.nodeIndex = node.dominatorIndex();
    if (indexes.has(node.nodeIndex)) return true;
  }
  return false;
}

function missingFrom(members, others) {
  const missing = {count: 0, size: 0};
  for (const [id, size] of others) {
    if (members.has(id)) continue;
    missing.count++;
    missing.size += size;
  }
  return missing;
}
