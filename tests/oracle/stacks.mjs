// The stacks test: what heapdiff makes of the allocation stacks in snapshots of a program whose
// stacks are known, made now by versions of Node.
//
//   node stacks.mjs --heapdiff PROGRAM --stack-of PROGRAM [--full] [--work DIRECTORY] [--keep]
//
// The options are those of compare.mjs, and so is the exit status. `stack_of` is built beside the
// tests, from stack_of.cpp.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {setUpNode} from './setup.mjs';

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), 'stacks.cjs');

// What is to be found. V8 says that a function begins at its parameters.
function truth() {
  const text = fs.readFileSync(program, 'utf8');
  const frame = (name, declaration, parameters) => {
    const at = text.indexOf(declaration + parameters) + declaration.length;
    const before = text.slice(0, at);
    return {function: name, file: program, line: before.split('\n').length, column: at - before.lastIndexOf('\n')};
  };
  return {
    count: 120,
    known: 180,
    frames: [
      frame('makeOrder', 'function makeOrder', '(id)'),
      frame('handleRequest', 'const handleRequest = ', 'id =>'),
      frame('serve', 'function serve', '(from, to)'),
    ],
  };
}

const shown = frame => frame ? `${frame.function} ${frame.file}:${frame.line}:${frame.column}` : 'nothing';

// Returns what is wrong with a snapshot by this version of Node.
function check(node, stackOf, heapdiff, file) {
  execFileSync(node, [program, file], {stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000});
  const wrong = [];
  const expect = (what, expected, found) => {
    if (expected !== found) wrong.push(`${what}: expected ${expected}, found ${found}`);
  };
  const {status, stderr} = spawnSync(heapdiff, ['summary', file, '-o', os.devNull], {encoding: 'utf8'});
  expect('status of summary', 0, status);
  expect('notes of summary', '', stderr);
  const found = JSON.parse(execFileSync(stackOf, [file, 'Order'], {encoding: 'utf8'}));
  if (!found) return [...wrong, 'no stack is known'];
  const {count, known, frames} = truth();
  expect('count', count, found.count);
  expect('known', known, found.known);
  frames.forEach((frame, i) => expect(`frame ${i}`, shown(frame), shown(found.frames[i])));
  // Below them stands the module's own code, and then Node's.
  const outer = found.frames[frames.length];
  expect('name of the module\'s code', '', outer?.function);
  expect('file of the module\'s code', program, outer?.file);
  return wrong;
}

function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    'stack-of': {type: 'string'},
    full: {type: 'boolean', default: false},
    work: {type: 'string', default: path.join(os.tmpdir(), 'heapdiff-oracle')},
    keep: {type: 'boolean', default: false},
  }});
  if (!values.heapdiff || !values['stack-of']) {
    throw new Error('usage: node stacks.mjs --heapdiff PROGRAM --stack-of PROGRAM [--full] [--work DIRECTORY] [--keep]');
  }
  const heapdiff = path.resolve(values.heapdiff);
  const stackOf = path.resolve(values['stack-of']);
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  const snapshots = fs.mkdtempSync(path.join(work, 'stacks-'));

  let passed = 0;
  let failed = 0;
  try {
    for (const major of values.full ? [12, 14, 16, 18, 20, 22, 24, 26] : [20]) {
      const wrong = check(setUpNode(work, major), stackOf, heapdiff, path.join(snapshots, `${major}.heapsnapshot`));
      console.log(`${wrong.length ? 'FAIL' : 'ok  '} node ${major}: the stack that made most orders${wrong.map(line => `\n     ${line}`).join('')}`);
      wrong.length ? failed++ : passed++;
    }
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
  console.error(`stacks.mjs: ${error.message}`);
  process.exitCode = 2;
}
