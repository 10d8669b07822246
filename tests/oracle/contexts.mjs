// The contexts test: what heapdiff takes for kept by a scope and used by nobody, against the analysis
// of contexts in DevTools' engine, on snapshots of contexts.html and page.html by Debian's Chromium.
//
//   node contexts.mjs --heapdiff PROGRAM --dead-captures PROGRAM [--work DIRECTORY] [--keep]
//
// The options are those of compare.mjs, and so is the exit status. `dead_captures` is built beside the
// tests, from dead_captures.cpp.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {makePagePair} from './chromium.mjs';
import {runForJson, setUpEngine} from './setup.mjs';

// Of contexts.html: what is kept for nothing, and what is not.
const dead = ['shared', 'outer'];
const alive = ['own', 'both', 'deep', 'ofBlock', 'round', 'anything', 'small'];

const key = ({context, variable, value}) => `${variable} (@${value}) of @${context}`;

async function check(engine, program, file, knownPage) {
  const expected = new Set((await runForJson(process.execPath, [...engine, 'contexts', file])).map(key));
  const rows = JSON.parse(execFileSync(program, [file], {encoding: 'utf8', maxBuffer: 1 << 28}));
  const found = new Set(rows.map(key));
  const wrong = [
    ...[...expected].filter(row => !found.has(row)).map(row => `missing: ${row}`),
    ...[...found].filter(row => !expected.has(row)).map(row => `too much: ${row}`),
  ];
  if (knownPage) {
    const names = new Set(rows.map(({variable}) => variable));
    dead.filter(name => !names.has(name)).forEach(name => wrong.push(`${name} is used by nobody`));
    alive.filter(name => names.has(name)).forEach(name => wrong.push(`${name} is used`));
  }
  return {count: found.size, wrong};
}

async function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    'dead-captures': {type: 'string'},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    keep: {type: 'boolean', default: false},
  }});
  if (!values['dead-captures']) {
    throw new Error('usage: node contexts.mjs --heapdiff PROGRAM --dead-captures PROGRAM [--work DIRECTORY] [--keep]');
  }
  const program = path.resolve(values['dead-captures']);
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  const engine = setUpEngine(work);
  const snapshots = fs.mkdtempSync(path.join(work, 'contexts-'));
  let passed = 0;
  let failed = 0;
  try {
    for (const page of ['contexts.html', 'page.html']) {
      const directory = path.join(snapshots, page);
      fs.mkdirSync(directory);
      await makePagePair(directory, page);
      for (const side of ['before', 'after']) {
        const {count, wrong} = await check(engine, program, path.join(directory, `${side}.heapsnapshot`), page === 'contexts.html');
        console.log(`${wrong.length ? 'FAIL' : 'ok  '} ${page}, ${side}: ${count} variables are kept for nothing${wrong.slice(0, 10).map(line => `\n     ${line}`).join('')}`);
        wrong.length ? failed++ : passed++;
      }
    }
  } finally {
    if (values.keep) console.error(`snapshots: ${snapshots}`);
    else fs.rmSync(snapshots, {recursive: true, force: true});
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

main().catch(error => {
  console.error(`contexts.mjs: ${error.message}`);
  process.exitCode = 2;
});
