// Runs the steps of packaging/github-action/action.yml as GitHub does: in bash, with the environment it sets.
//   HEAPDIFF_SOURCE    the source tree
//   HEAPDIFF_PROGRAM   heapdiff
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

const {HEAPDIFF_SOURCE: source, HEAPDIFF_PROGRAM: program} = process.env;
if (!source || !program) throw new Error('HEAPDIFF_SOURCE and HEAPDIFF_PROGRAM must be set');
const directory = path.join(source, 'packaging/github-action');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-action-test-'));
process.on('exit', () => fs.rmSync(work, {recursive: true, force: true}));

// As much YAML as the file has: nested keys, lists of them, and strings on one line.
function parse(text) {
  const lines = text.split('\n').filter(line => line.trim() && !line.trim().startsWith('#'));
  const indentOf = line => /^[ ]*/.exec(line)[0].length;
  const scalar = word => /^'.*'$/.test(word) ? word.slice(1, -1).replaceAll("''", "'") : word;
  const block = indent => {
    if (lines[0].trim().startsWith('- ')) {
      const list = [];
      while (lines.length && indentOf(lines[0]) === indent && lines[0].trim().startsWith('- ')) {
        lines[0] = lines[0].replace('- ', '  ');
        list.push(block(indent + 2));
      }
      return list;
    }
    const map = {};
    while (lines.length && indentOf(lines[0]) === indent) {
      const [, key, value] = /^ *([\w-]+):(?: (.*))?$/.exec(lines.shift());
      map[key] = value === undefined ? block(indentOf(lines[0])) : scalar(value);
    }
    return map;
  };
  return block(0);
}

const action = parse(fs.readFileSync(path.join(directory, 'action.yml'), 'utf8'));
let jobs = 0;

// The outputs of a job with these inputs, its summary, log and status.
function run(inputs) {
  const temporary = path.join(work, `job ${++jobs}`);
  const workspace = path.join(temporary, 'workspace');
  fs.mkdirSync(workspace, {recursive: true});
  const summary = path.join(temporary, 'summary');
  fs.writeFileSync(summary, 'a step before\n');
  const given = {};
  for (const [name, {default: value, required}] of Object.entries(action.inputs)) {
    assert.ok(inputs[name] !== undefined || !required, `${name} is required`);
    given[name] = inputs[name] ?? value;
  }
  const steps = {};
  const expand = text => text.replace(/\$\{\{ (?:inputs\.([\w-]+)|steps\.(\w+)\.outputs\.(\w+)) \}\}/g,
    (_, input, step, output) => (input ? given[input] : steps[step][output]) ?? '');
  let log = '', status = 0;
  for (const step of action.runs.steps) {
    assert.equal(step.shell, 'bash');
    const outputs = path.join(temporary, `${step.id}.outputs`);
    const script = path.join(temporary, `${step.id}.sh`);
    fs.writeFileSync(outputs, '');
    fs.writeFileSync(script, step.run);
    const env = {PATH: process.env.PATH, HOME: work, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_ACTION_PATH: directory, GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: temporary};
    for (const [name, value] of Object.entries(step.env)) env[name] = expand(value);
    const child = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {cwd: workspace, env, encoding: 'utf8'});
    log += child.stdout + child.stderr;
    steps[step.id] = Object.fromEntries(fs.readFileSync(outputs, 'utf8').split('\n').filter(Boolean).map(line => line.split(/=(.*)/s, 2)));
    status = child.status;
    if (status !== 0) break;
  }
  const outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, {value}]) => [name, expand(value)]));
  return {status, log, outputs, summary: fs.readFileSync(summary, 'utf8')};
}

const pair = name => {
  const [before, after] = ['before', 'after'].map(side => path.join(source, `testdata/pairs/${name}.${side}.heapsnapshot.gz`));
  return {before, after, program};
};

test('a leak fails the job, annotated, with a summary and reports', () => {
  const {status, log, outputs, summary} = run({...pair('unbounded-map'), ops: '3000'});
  assert.equal(status, 1, log);
  assert.match(log, /^::error .*ordersById/m);
  assert.match(summary, /^a step before\n[^]*ordersById/);
  assert.equal(outputs.verdict, 'leaks');
  const report = JSON.parse(fs.readFileSync(outputs.json, 'utf8'));
  assert.equal(report.ops, 3000);
  assert.deepEqual(report.gate.crossings.map(({rule}) => rule), ['suspects >= likely']);
  assert.equal(JSON.parse(fs.readFileSync(outputs.sarif, 'utf8')).version, '2.1.0');
});

test('rules and arguments are one on each line, and nothing in them is a command', () => {
  const {status, log, outputs} = run({...pair('unbounded-map'), 'fail-on': 'size > 1GB\n\ncount:/$(touch owned)/ > 5', arguments: '--top\n3'});
  assert.equal(status, 0, log);
  assert.equal(outputs.verdict, 'leaks');
  assert.equal(JSON.parse(fs.readFileSync(outputs.json, 'utf8')).classes.length, 3);
  assert.ok(!fs.existsSync(path.join(work, `job ${jobs}`, 'workspace/owned')));
});

test('known leaks pass', () => {
  const {before, after} = pair('unbounded-map');
  const baseline = path.join(work, 'leaks.toml');
  const written = spawnSync(program, [before, after, '--no-config', '-o', '/dev/null', '--write-baseline', baseline], {encoding: 'utf8'});
  assert.equal(written.status, 0, written.stderr);
  assert.equal(run({...pair('unbounded-map'), baseline}).status, 0);
});

test('a file that is not there is trouble, and no report', () => {
  const {status, log, outputs, summary} = run({...pair('unbounded-map'), after: 'gone.heapsnapshot'});
  assert.equal(status, 2);
  assert.match(log, /^heapdiff: gone\.heapsnapshot: /m);
  assert.equal(outputs.json, '');
  assert.equal(summary, 'a step before\n');
});
