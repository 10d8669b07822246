// Real dumps of programs that die of "JavaScript heap out of memory": does heapdiff name what filled
// the heap? See README.md.
//
//   node dumps.mjs --heapdiff PROGRAM [--work DIRECTORY] [--node 20,24] [--only NAME] [--checks LIST] [--keep]
//
//   --work     where versions of Node and dumps are kept (a cache)
//   --only     programs whose name holds NAME
//   --checks   of pair,triage,salvage; all without it
//   --keep     leave dumps there even if all is well with them
//
// Exit status: 0 all right, 1 something is wrong, 2 the dumps could not be made.
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {setUpNode} from '../oracle/setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const minutes = 60_000;

const programs = fs.readdirSync(path.join(here, 'programs')).sort().map(file => ({
  name: path.parse(file).name,
  file: path.join(here, 'programs', file),
}));

// The JSON in the comment a program starts with; see README.md.
function readTruth(file) {
  const comment = /^\/\* truth\n([^]*?)\*\//.exec(fs.readFileSync(file, 'utf8'));
  if (!comment) throw new Error(`${file}: no comment that starts with /* truth`);
  return JSON.parse(comment[1]);
}

// Node counts its dumps, and pads the number.
function dumpsIn(directory) {
  return fs.readdirSync(directory).filter(name => /^Heap\.\d{8}\.\d{6}\.\d+\.\d+\.\d{3,}\.heapsnapshot$/.test(name)).sort()
    .map(name => path.join(directory, name));
}

const flagsOf = directory => ['--max-old-space-size=32', '--heapsnapshot-near-heap-limit=2', `--diagnostic-dir=${directory}`];

// Runs the program until it dies: one dump or two, since Node may die between them. Another run may leave two.
function dieOfMemory(node, program, directory, tries = 3) {
  const dumps = runToDeath(node, program, directory);
  return dumps.length > 1 || tries === 1 ? dumps : dieOfMemory(node, program, directory, tries - 1);
}

function runToDeath(node, program, directory) {
  fs.rmSync(directory, {recursive: true, force: true});
  fs.mkdirSync(directory, {recursive: true});
  const {status, signal, stderr} = spawnSync(node, [...flagsOf(directory), program],
    {encoding: 'utf8', timeout: 5 * minutes, stdio: ['ignore', 'ignore', 'pipe']});
  if (!/heap out of memory|heap limit/i.test(stderr)) throw new Error(`it did not die of memory: status ${status}, ${signal}`);
  const dumps = dumpsIn(directory);
  if (!dumps.length) throw new Error('it left no dump');
  return dumps;
}

// Kills the program while it writes its second dump, when that has the section in it; gives both files.
async function dieWhileWriting(node, program, directory, section) {
  for (let tries = 3; tries > 0; tries--) {
    const killed = await runToKill(node, program, directory, section);
    if (killed) return killed;
  }
  throw new Error('it could not be killed while it wrote its second dump');
}

// Nothing where it died or was done before.
async function runToKill(node, program, directory, section) {
  fs.rmSync(directory, {recursive: true, force: true});
  fs.mkdirSync(directory, {recursive: true});
  const child = spawn(node, [...flagsOf(directory), program], {stdio: 'ignore'});
  const ended = new Promise(resolve => child.on('exit', resolve));
  let isOver = false;
  ended.then(() => { isOver = true; });
  const seen = {read: 0, tail: Buffer.alloc(0)};
  while (!isOver) {
    await new Promise(resolve => setTimeout(resolve, 5));
    const second = dumpsIn(directory)[1];
    if (second && hasReached(second, section, seen)) {
      child.kill('SIGKILL');
      break;
    }
  }
  await ended;
  const [whole, cut] = dumpsIn(directory);
  return cut && !isWhole(cut) ? {whole, cut} : undefined;
}

// Has a file that grows got as far as the section? Reads what came since the last look, as bytes and in pieces: as one
// text it takes longer than Node takes to write the rest.
function hasReached(file, section, seen) {
  const fd = fs.openSync(file, 'r');
  try {
    for (const piece = Buffer.alloc(1 << 20);;) {
      const got = fs.readSync(fd, piece, 0, piece.length, seen.read);
      if (!got) return false;
      seen.read += got;
      const bytes = Buffer.concat([seen.tail, piece.subarray(0, got)]);
      if (bytes.includes(section)) return true;
      seen.tail = bytes.subarray(-section.length);
    }
  } finally {
    fs.closeSync(fd);
  }
}

function isWhole(file) {
  const size = fs.statSync(file).size;
  const end = Buffer.alloc(64);
  const fd = fs.openSync(file, 'r');
  const got = fs.readSync(fd, end, 0, end.length, Math.max(0, size - end.length));
  fs.closeSync(fd);
  return end.toString('latin1', 0, got).trimEnd().endsWith(']}');
}

function run(heapdiff, ...words) {
  const {status, stdout, stderr, signal} = spawnSync(heapdiff, [...words, '--format', 'json'],
    {encoding: 'utf8', maxBuffer: 1 << 30, timeout: 5 * minutes});
  if (status !== 0) throw new Error(`heapdiff ${words.map(word => path.basename(word)).join(' ')}: status ${status ?? signal}: ${stderr.trim()}`);
  return JSON.parse(stdout);
}

const listOf = value => Array.isArray(value) ? value : [value];

// What is wrong with a suspect; nothing where it says what the program knows of itself.
function complaintsAbout(suspect, truth) {
  if (!suspect) return ['no suspect'];
  const complaints = [];
  const {holder, element, shape} = suspect;
  if (truth.holder && holder.name !== truth.holder) complaints.push(`holder ${JSON.stringify(holder.name)}, not ${truth.holder}`);
  if (element.class !== truth.class) complaints.push(`class ${JSON.stringify(element.class)}, not ${truth.class}`);
  if (!listOf(truth.shape).includes(shape)) complaints.push(`shape ${shape}, not ${listOf(truth.shape).join(' or ')}`);
  if (truth.event && holder.event !== truth.event) complaints.push(`event ${JSON.stringify(holder.event)}, not ${truth.event}`);
  return complaints;
}

function checkPair(heapdiff, [first, second], truth) {
  const report = run(heapdiff, first, second);
  const complaints = complaintsAbout(report.suspects[0], truth);
  if (report.lineage.relation !== 'same-process') complaints.push(`relation ${report.lineage.relation}`);
  const {dumps} = report.lineage;
  if (!dumps || dumps.first !== 1 || dumps.second !== 2 || dumps.seconds < 0) complaints.push(`dumps ${JSON.stringify(dumps)}, not 1 and 2 in order`);
  return complaints;
}

const checkTriage = (heapdiff, [first], truth) => complaintsAbout(run(heapdiff, first).suspects[0], truth);

// Without names of its own, the cut file still tells the class by the sibling's ids.
function checkSalvage(heapdiff, {whole, cut}, truth) {
  const alone = run(heapdiff, cut, '--salvage');
  const complaints = alone.classes ? [] : ['no classes in what was salvaged'];
  const helped = run(heapdiff, cut, '--salvage', '--names-from', whole);
  return [...complaints, ...complaintsAbout(helped.suspects[0], truth).map(text => `with --names-from: ${text}`)];
}

async function main() {
  const {values} = parseArgs({options: {
    'heapdiff': {type: 'string'},
    'work': {type: 'string', default: path.join(here, '..', '..', 'build', 'corpus')},
    'node': {type: 'string', default: '20,24'},
    'only': {type: 'string'},
    'checks': {type: 'string', default: 'pair,triage,salvage'},
    'keep': {type: 'boolean', default: false},
  }});
  if (!values.heapdiff) throw new Error('usage: node dumps.mjs --heapdiff PROGRAM [options]; the options stand at the top of dumps.mjs');
  const heapdiff = path.resolve(values.heapdiff);
  const work = path.resolve(values.work);
  const checks = values.checks.split(',');
  let failed = 0;
  let pairs = 0;
  const judge = (what, complaints) => {
    if (complaints.length) failed++;
    console.log(`${complaints.length ? 'FAIL' : 'ok  '} ${what}${complaints.map(text => `\n       ${text}`).join('')}`);
  };
  for (const version of values.node.split(',').map(Number)) {
    const node = setUpNode(work, version);
    for (const {name, file} of programs.filter(program => !values.only || program.name.includes(values.only))) {
      const truth = readTruth(file);
      const directory = path.join(work, 'postmortem', `${name}-${version}`);
      const attempt = async (what, check) => {
        let complaints;
        try {
          complaints = await check();
        } catch (error) {
          complaints = [error.message];
        }
        judge(`${name} Node ${version}, ${what}`, complaints);
      };
      const dumps = dieOfMemory(node, file, directory);
      if (checks.includes('triage')) await attempt('triage', () => checkTriage(heapdiff, dumps, truth));
      if (checks.includes('pair') && dumps.length > 1) {
        pairs++;
        await attempt('both dumps', () => checkPair(heapdiff, dumps, truth));
      }
      if (checks.includes('salvage') && dumps.length > 1) {
        for (const section of ['"edges":[', '"strings":[']) {
          const killed = await dieWhileWriting(node, file, `${directory}-killed`, section);
          await attempt(`killed behind ${section}`, () => checkSalvage(heapdiff, killed, truth));
        }
      }
      if (!values.keep) {
        fs.rmSync(directory, {recursive: true, force: true});
        fs.rmSync(`${directory}-killed`, {recursive: true, force: true});
      }
    }
  }
  if (checks.includes('pair') && !pairs) judge('no program left two dumps', ['nothing was compared']);
  process.exitCode = failed ? 1 : 0;
}

// Stands unless main() comes to its end: Node leaves quietly when a promise never settles.
process.exitCode = 2;
main().catch(error => console.error(`dumps.mjs: ${error.message}`));
