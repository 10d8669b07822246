// The oracle test: heapdiff against DevTools' own engine, on snapshots made now.
//
//   node compare.mjs --heapdiff PROGRAM [--full] [--work DIRECTORY] [--keep]
//
//   --full   Node 8 to 26 and a Chromium page instead of two versions of Node
//   --work   where npm packages and the built engine are kept (a cache)
//   --keep   leave the snapshots there for a look
//
// Exit status: 0 all equal, 1 something differs, 2 the test could not run.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {checkDiff, checkNodes, checkSummary} from './checks.mjs';
import {findChromium, makePagePair} from './chromium.mjs';
import {setUpEngine, setUpNode} from './setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const shownDifferences = 10;
const hiddenRows = `The one exception: a row is counted node by node where two classes of the engine share its name
(say, functions and an Object.create(Function.prototype)); the engine then shows only the later one.`;

// Of v8.getHeapSnapshot() and v8.writeHeapSnapshot().
const snapshotOptions = [{exposeInternals: true}, {exposeNumericValues: true}, {exposeInternals: true, exposeNumericValues: true}];

// Each pair: a name, and how to make it in an empty directory.
function planPairs(work, full) {
  const program = (node, file, ...args) => directory =>
    execFileSync(node(), [path.join(here, file), directory, ...args], {stdio: ['ignore', 'ignore', 'pipe']});
  const own = () => process.execPath;
  const version = major => () => setUpNode(work, major);
  const ownName = `node ${process.versions.node}`;

  const pairs = [
    {name: `${ownName} leak`, make: program(own, 'leak.cjs')},
    {name: `${ownName} function-row`, make: program(own, 'function-row.cjs')},
    {name: `${ownName} zoo`, make: program(own, 'zoo.cjs')},
  ];
  if (full) pairs.push({name: 'node 8 zoo', make: program(version(8), 'zoo.cjs')});
  for (const major of full ? [12, 14, 16, 18, 20, 22, 24, 26] : [24]) {
    pairs.push({name: `node ${major} leak`, make: program(version(major), 'leak.cjs')});
    if (full) pairs.push({name: `node ${major} function-row`, make: program(version(major), 'function-row.cjs')});
    pairs.push({name: `node ${major} zoo`, make: program(version(major), 'zoo.cjs')});
    // Older versions do not know the options, and leave them out.
    for (const options of full && major >= 20 ? snapshotOptions : []) {
      pairs.push({name: `node ${major} zoo with ${Object.keys(options).join(' and ')}`, make: program(version(major), 'zoo.cjs', JSON.stringify(options))});
    }
  }
  if (full) {
    // Fails here, before anything slow, if the browser is missing.
    findChromium();
    pairs.push({name: 'chromium page', make: makePagePair});
    // Numbers as nodes; and a root whose only children are synthetic, where DevTools has rules of its own.
    pairs.push({name: `${ownName} leak with numeric values`, make: program(own, 'leak.cjs', '{"exposeNumericValues": true}')});
    pairs.push({name: `${ownName} leak with internals`, make: program(own, 'leak.cjs', '{"exposeInternals": true}')});
  }
  return pairs;
}

async function comparePair(tools, before, after) {
  const checks = {
    'nodes before': () => checkNodes(tools, before),
    'nodes after': () => checkNodes(tools, after),
    'summary before': () => checkSummary(tools, before),
    'summary after': () => checkSummary(tools, after),
    'comparison': () => checkDiff(tools, before, after),
  };
  const results = [];
  for (const [check, perform] of Object.entries(checks)) {
    try {
      results.push({check, ...await perform()});
    } catch (error) {
      results.push({check, compared: 'nothing', differences: [{what: `${error.message}`}]});
    }
  }
  return results;
}

function report(name, results) {
  const failed = results.filter(({differences}) => differences.length);
  for (const {check, differences} of failed) {
    console.log(`${name}, ${check}: ${differences.length} differences`);
    for (const {what, devtools = '-', heapdiff = '-'} of differences.slice(0, shownDifferences)) {
      console.log(`  ${what}\n    devtools ${devtools}\n    heapdiff ${heapdiff}`);
    }
  }
  const parts = results.map(({check, compared}) => `${check} ${compared}`);
  console.log(`${failed.length ? 'FAIL' : 'ok  '} ${name}: ${parts.join(', ')}`);
  const overwritten = new Set(results.flatMap(result => result.overwritten ?? []));
  if (overwritten.size) {
    console.log(`     counted node by node, as the engine hides part of them: ${[...overwritten].map(key => key.slice(1)).sort().join(' ')}`);
  }
  return failed.length;
}

async function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    full: {type: 'boolean', default: false},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    keep: {type: 'boolean', default: false},
  }});
  if (!values.heapdiff) throw new Error('usage: node compare.mjs --heapdiff PROGRAM [--full] [--work DIRECTORY] [--keep]');
  const work = path.resolve(values.work);
  const pairs = planPairs(work, values.full);
  const tools = {heapdiff: path.resolve(values.heapdiff), engine: setUpEngine(work)};
  // Of its own name, so that two runs can share a cache.
  const snapshots = fs.mkdtempSync(path.join(work, 'run-'));

  let passed = 0;
  let failed = 0;
  try {
    for (const [number, {name, make}] of pairs.entries()) {
      const directory = path.join(snapshots, `${number}-${name.replaceAll(' ', '-')}`);
      fs.mkdirSync(directory);
      await make(directory);
      const files = ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
      const results = await comparePair(tools, ...files);
      const failures = report(name, results);
      failed += failures;
      passed += results.length - failures;
      if (!values.keep) fs.rmSync(directory, {recursive: true});
    }
  } finally {
    if (values.keep) console.error(`snapshots: ${snapshots}`);
    else fs.rmSync(snapshots, {recursive: true, force: true});
  }
  console.log(hiddenRows);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

// Stands unless main() comes to its end: Node leaves quietly when a promise never settles.
process.exitCode = 2;
main().catch(error => console.error(`compare.mjs: ${error.message}`));
