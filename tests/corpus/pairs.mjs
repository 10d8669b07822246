// Pairs of snapshots, made by running a program, and kept until the program or the
// version of Node changes.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {setUpNode} from '../oracle/setup.mjs';

// Long enough for a busy machine; a program that waits for ever is a failure, not a hang.
const limit = 120_000;

const nodes = new Map();

function nodeOf(work, major) {
  if (!nodes.has(major)) {
    const program = setUpNode(work, major);
    nodes.set(major, {program, version: execFileSync(program, ['--version'], {encoding: 'utf8'}).trim()});
  }
  return nodes.get(major);
}

// A program is one file, or all files below the folder of its own that it stands in; or it
// says itself what it is made from.
export function filesOf({file, directory, sources}) {
  if (sources) return sources;
  if (!directory) return [file];
  return fs.readdirSync(directory, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function hashOf(program, version) {
  const hash = createHash('sha256').update(version);
  for (const file of filesOf(program)) {
    // Places in snapshots hold the path.
    hash.update(`\0${file}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

// `version` is a major version of Node, or 'Chromium' for programs that bring their own way of
// being made: `program.make(directory, version)`.
export async function makePair(work, program, version) {
  const runner = version === 'Chromium' ? {version} : nodeOf(work, version);
  const name = `${program.name}-${version === 'Chromium' ? 'chromium' : `node${version}`}`;
  const directory = path.join(work, 'pairs', `${name}-${hashOf(program, runner.version)}`);
  const sides = ['before', 'after'].map(side => path.join(directory, `${side}.heapsnapshot`));
  const pair = {directory, before: `${sides[0]}.gz`, after: `${sides[1]}.gz`};
  if (fs.existsSync(pair.before) && fs.existsSync(pair.after)) return pair;

  fs.rmSync(directory, {recursive: true, force: true});
  fs.mkdirSync(directory, {recursive: true});
  try {
    if (program.make) await program.make(directory, version);
    else execFileSync(runner.program, [program.file, directory], {stdio: ['ignore', 'ignore', 'pipe'], timeout: limit, env: {...process.env, NODE_OPTIONS: ''}});
  } catch (error) {
    fs.rmSync(directory, {recursive: true, force: true});
    throw new Error(`${name}: ${error.stderr?.toString().trim().slice(-1500) || error.message}`);
  }
  for (const side of sides) {
    // Under another name first: an interrupted run leaves no half file that looks whole.
    fs.writeFileSync(`${side}.part`, zlib.gzipSync(fs.readFileSync(side), {level: 1}));
    fs.renameSync(`${side}.part`, `${side}.gz`);
    fs.rmSync(side);
  }
  return pair;
}
