// Every command that README.md tells readers to type is typed here, on snapshots that Node takes now, and does what it is
// there for. What cannot be run in a test has a line below that says why, and goes when the README no longer has it.
//
//   HEAPDIFF_SOURCE    the source tree
//   HEAPDIFF_PROGRAM   the program
//   HEAPDIFF_PACKAGE   the npm package, put together with that program
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

const source = process.env.HEAPDIFF_SOURCE;
const program = process.env.HEAPDIFF_PROGRAM;
const packed = process.env.HEAPDIFF_PACKAGE;
const readme = fs.readFileSync(path.join(source, 'README.md'), 'utf8');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-readme-'));
process.on('exit', () => fs.rmSync(work, {recursive: true, force: true}));

// By their starts.
const notRunHere = {
  'npm install --save-dev heapdiff': 'asks the registry; npm_stage and same_full install the package itself',
  'tar -xzf heapdiff-': 'needs the package: portable_full and same_full unpack it',
  'apt install ./heapdiff_': 'needs root and the package: deb_full and same_full install it',
  'tools/try': 'installs packages, then builds: for a bare Debian',
  'tools/package': 'builds for half an hour: package_full runs it',
  'node tests/corpus/score.mjs': 'downloads versions of Node: the corpus tests run it with other options',
};

const commandOf = line => /^(heapdiff|node|npx|npm|tar|apt|apt-get|cmake|curl|docker|tools\/\w+|\.\/\w+)( |$)/.test(line);

// In blocks, each line that is no continuation; behind two blanks may stand what it does. Screens that show
// what the program prints begin with a prompt, and are another test's (form.readme).
function commandsOfBlocks(text) {
  const commands = [];
  let isScreen = false;
  for (const line of text.replace(/\\\n */g, '').replace(/^```[^]*?^```/gm, '').split('\n')) {
    if (!line.startsWith('    ')) {
      if (line !== '') isScreen = false;
      continue;
    }
    const words = line.trim();
    if (words.startsWith('$ ')) isScreen = true;
    if (!isScreen && commandOf(words)) commands.push(words.replace(/ {2,}.*/, ''));
  }
  return commands;
}

// In running text, what begins as a command does. That of a single word is a name.
function commandsOfText(text) {
  const prose = text.replace(/^```[^]*?^```/gm, '').split('\n').filter(line => !line.startsWith('    ')).join('\n');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, words]) => words.replace(/\s+/g, ' '))
    .filter(words => commandOf(words) && (words.includes(' ') || words.startsWith('tools/')));
}

const reasonFor = command => Object.entries(notRunHere).find(([start]) => command.startsWith(start));

// What a reader has: a program that leaks sessions, and its snapshots under the README's names.
fs.writeFileSync(path.join(work, 'server.js'), `
class Session {
  constructor(id) { this.id = id; this.cart = ['item of ' + id]; }
}
const sessions = new Map();
exports.handle = id => { sessions.set(id, new Session(id)); };
let next = 0;
exports.work = operations => {
  for (let i = 0; i < operations; i++) exports.handle('session ' + next++);
};
if (require.main === module) setInterval(exports.work, 1, 1000);
`);
fs.writeFileSync(path.join(work, 'take.js'), `
const fs = require('node:fs');
const v8 = require('node:v8');
const {work} = require('./server.js');
work(1000);
fs.mkdirSync('nightly');
for (const names of [
  ['before.heapsnapshot', 'main.heapsnapshot', 'Heap.20261124.101112.42.0.001.heapsnapshot', 'nightly/1.heapsnapshot'],
  ['after.heapsnapshot', 'pull-request.heapsnapshot', 'Heap.20261124.101112.42.0.002.heapsnapshot', 'nightly/2.heapsnapshot', 'big.heapsnapshot'],
  ['nightly/3.heapsnapshot'], ['nightly/4.heapsnapshot'],
]) {
  const [first, ...others] = names;
  v8.writeHeapSnapshot(first);
  for (const other of others) fs.copyFileSync(first, other);
  work(1000);
}
`);
// As if it had been compiled.
fs.mkdirSync(path.join(work, 'dist'));
fs.writeFileSync(path.join(work, 'dist/server.js.map'),
  JSON.stringify({version: 3, file: 'server.js', sources: ['../src/server.ts'], names: [], mappings: ';AAAA'}));
const bin = path.join(work, 'bin');
fs.mkdirSync(bin);
fs.symlinkSync(program, path.join(bin, 'heapdiff'));
fs.mkdirSync(path.join(work, 'node_modules/.bin'), {recursive: true});
fs.cpSync(packed, path.join(work, 'node_modules/heapdiff'), {recursive: true});
fs.symlinkSync('../heapdiff/bin/heapdiff.cjs', path.join(work, 'node_modules/.bin/heapdiff'));
fs.writeFileSync(path.join(work, 'package.json'), '{"private": true}\n');
const env = {...process.env, PATH: `${bin}:${path.dirname(process.execPath)}:${process.env.PATH}`, NODE_OPTIONS: '', npm_config_offline: 'true'};
delete env.NODE_TEST_CONTEXT;
delete env.HEAPDIFF_PROGRAM;
const shell = (command, options) => spawnSync('/bin/sh', ['-c', command], {cwd: work, env, encoding: 'utf8', input: '', maxBuffer: 1 << 28, ...options});

const taken = shell('node take.js');
assert.equal(taken.status, 0, taken.stderr);
// A file is what it has in it, whatever its name says, and not every machine can write zstd.
for (const name of ['before', 'after']) fs.copyFileSync(path.join(work, `${name}.heapsnapshot`), path.join(work, `${name}.heapsnapshot.zst`));
// A dump that was cut short, in place of the second one for the command that reads such.
const cut = name => fs.truncateSync(path.join(work, name), Math.floor(fs.statSync(path.join(work, name)).size * 0.9));
const largest = JSON.parse(shell('heapdiff find after.heapsnapshot Session --format json').stdout).objects[0].id;

const dumps = () => fs.readdirSync(work).filter(name => /^Heap\.(?!20261124\.101112)/.test(name));

// Commands that do something else than to end: what they are watched for.
const special = {
  'node --heapsnapshot-near-heap-limit=2 server.js': async command => {
    const {status, signal} = shell(command, {env: {...env, NODE_OPTIONS: '--max-old-space-size=50'}});
    assert.ok(status !== 0 || signal, 'it did not run out of memory');
    assert.ok(dumps().length >= 1, 'it left no dump');
    const triage = shell(`heapdiff ${dumps()[0]}`);
    assert.match(triage.stdout, /sessions/);
  },
  'node --heapsnapshot-signal=SIGUSR2 server.js': async command => {
    const old = new Set(dumps());
    const server = spawn('/bin/sh', ['-c', `exec ${command}`], {cwd: work, env, stdio: 'ignore'});
    try {
      await new Promise(resolve => setTimeout(resolve, 500));
      for (let taken = 1; taken <= 2; taken++) {
        server.kill('SIGUSR2');
        for (let i = 0; i < 600 && dumps().filter(name => !old.has(name)).length < taken; i++) await new Promise(resolve => setTimeout(resolve, 50));
      }
      assert.equal(dumps().filter(name => !old.has(name)).length, 2);
    } finally {
      server.kill('SIGKILL');
    }
  },
};

test('every command in a block of the README runs', async t => {
  const commands = commandsOfBlocks(readme);
  assert.ok(commands.length > 15, `only ${commands.length} were found`);
  for (const command of commands) {
    await t.test(command, async () => {
      if (reasonFor(command)) return;
      if (special[command]) return special[command](command);
      if (command.includes('--salvage')) cut('Heap.20261124.101112.42.0.002.heapsnapshot');
      const {status, stdout, stderr} = shell(command.replaceAll('@48213', `@${largest}`));
      // The gate is crossed: that is what it is shown for.
      const expected = command.includes('--fail-on') ? 1 : 0;
      assert.equal(status, expected, `${stderr}${stdout}`.slice(0, 2000));
      if (!/ -o |--write-baseline/.test(command) && !command.startsWith('heapdiff shell')) assert.notEqual(stdout, '', 'it says nothing');
    });
  }
});

test('every command in the text of the README runs, or is the name of one', async t => {
  for (const command of commandsOfText(readme)) {
    await t.test(command, () => {
      if (reasonFor(command)) return;
      const name = /^heapdiff (\w+)$/.exec(command);
      const {status, stderr} = shell(name ? `heapdiff help ${name[1]}` : command);
      assert.equal(status, 0, stderr);
    });
  }
});

test('what is not run here is in the README', () => {
  const all = [...commandsOfBlocks(readme), ...commandsOfText(readme)];
  for (const start of Object.keys(notRunHere)) assert.ok(all.some(command => command.startsWith(start)), `${start}: take it off the list`);
});

test('the test that the README shows fails where the function leaks, and passes where it does not', () => {
  const [, shown] = /^```js\n([^]*?)^```/m.exec(readme);
  for (const [name, handle, expected] of [['leaks', 'const handle = () => server.work(1);', 1], ['clean', 'const handle = () => {};', 0]]) {
    fs.writeFileSync(path.join(work, `${name}.test.mjs`), `import server from './server.js';\nconst request = {};\n${handle}\n${shown}`);
    const {status, stdout} = shell(`node --test ${name}.test.mjs`);
    assert.equal(status, expected, stdout.slice(0, 3000));
    if (expected) assert.match(stdout, /unbounded Map {2}sessions/);
  }
});
