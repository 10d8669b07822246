// Is the gate quiet on clean runs, and does it catch one object an operation? testdata/ci-demo, run again and again.
//
//   node noise.mjs --heapdiff PROGRAM [--work DIRECTORY] [--node 20,22,24,26] [--runs N]
//
//   --node   versions of Node; `turn` for one of the four that turns with each commit
//   --runs   clean runs of each version (20)
//
// Exit status: 0 no false alarm and no leak missed, 1 otherwise, 2 it could not be tried.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {setUpNode, turn} from '../oracle/setup.mjs';

const here = import.meta.dirname;
const all = [20, 22, 24, 26];

// The gate's exit status on one run of the demo.
function gate(heapdiff, node, directory, env) {
  execFileSync(node, ['--expose-gc', 'leaks.test.js'], {cwd: directory, env: {...process.env, NODE_OPTIONS: '', ...env}, stdio: ['ignore', 'ignore', 'pipe']});
  const ops = env.OPS ? ['--ops', env.OPS] : [];
  const {status, stderr} = spawnSync(heapdiff, ['before.heapsnapshot', 'after.heapsnapshot', '-o', '/dev/null', ...ops], {cwd: directory, encoding: 'utf8'});
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return {status, stderr};
}

function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    work: {type: 'string', default: path.join(here, '..', '..', 'build', 'corpus')},
    node: {type: 'string', default: all.join(',')},
    runs: {type: 'string', default: '20'},
  }});
  if (!values.heapdiff) throw new Error('usage: node noise.mjs --heapdiff PROGRAM [options]');
  const heapdiff = path.resolve(values.heapdiff);
  const versions = values.node === 'turn' ? [all[turn() % all.length]] : values.node.split(',').map(Number);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-noise-'));
  let problems = 0;
  try {
    fs.cpSync(path.join(here, '../../testdata/ci-demo'), directory, {recursive: true});
    for (const version of versions) {
      const node = setUpNode(path.resolve(values.work), version);
      let alarms = 0;
      for (let run = 0; run < Number(values.runs); run++) {
        const {status, stderr} = gate(heapdiff, node, directory, {ENDS: '1'});
        if (status === 0) continue;
        alarms++;
        console.log(`Node ${version}: false alarm: ${stderr.trim()}`);
      }
      const {status} = gate(heapdiff, node, directory, {OPS: '200'});
      console.log(`Node ${version}: ${alarms} false alarms in ${values.runs} clean runs; 200 operations that leak ${status === 1 ? 'caught' : 'MISSED'}`);
      problems += alarms + (status === 1 ? 0 : 1);
    }
  } finally {
    fs.rmSync(directory, {recursive: true});
  }
  process.exitCode = problems ? 1 : 0;
}

process.exitCode = 2;
try {
  main();
} catch (error) {
  console.error(`noise.mjs: ${error.message}`);
}
