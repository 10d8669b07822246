// Two snapshots of a program that uses a package in the version that leaked, or in the mended
// one, before and after some work.
//
//   node make_pair.mjs PROGRAM DIRECTORY [--work DIR]
//   node make_pair.mjs --list
//
// PROGRAM is the name of a file here without its ending; with `-mended` after it, the same
// file runs with what truth calls mended. Packages and versions of Node are installed in DIR;
// without --work, in build/corpus of this checkout.
import {execFile, execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs, promisify} from 'node:util';
import {setUpNode} from '../../oracle/setup.mjs';
import {readTruth} from '../truth.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const defaultWork = path.resolve(here, '../../../build/corpus');
const notPrograms = ['harness.cjs', 'make_pair.mjs'];
const modules = path.join(here, 'modules');
// What a package depends on is pinned by the day, as its authors gave ranges.
const day = '2026-10-01';
// Long enough for a busy machine; a program that waits for ever is a failure, not a hang.
const limit = 180_000;
// What all were written for, if truth does not say otherwise: the oldest that the other
// parts of the corpus run with.
const usualNode = '20';

const mendedEnding = '-mended';
const plainName = name => name.endsWith(mendedEnding) ? name.slice(0, -mendedEnding.length) : name;
const isMended = name => name !== plainName(name);

// All that leak, then all mended ones: any N-th of them has some of both.
export function programs() {
  const names = fs.readdirSync(here).filter(file => /\.[cm]js$/.test(file) && !notPrograms.includes(file))
    .map(file => path.parse(file).name).sort();
  return [...names, ...names.filter(name => readTruth(sourceOf(name)).mended).map(name => name + mendedEnding)];
}

export function sourceOf(name) {
  const file = ['.cjs', '.mjs'].map(ending => path.join(here, plainName(name) + ending)).find(file => fs.existsSync(file));
  if (!file) throw new Error(`no program ${name} in ${here}`);
  return file;
}

// Those that the program speaks of.
function modulesOf(name) {
  const text = fs.readFileSync(sourceOf(name), 'utf8');
  return fs.readdirSync(modules).filter(file => text.includes(file)).map(file => path.join(modules, file));
}

// All files that make a pair what it is.
export function sourcesOf(name) {
  return [sourceOf(name), path.join(here, 'harness.cjs'), path.join(here, 'make_pair.mjs'), ...modulesOf(name)];
}

// A mended version does not grow, and so it is a control.
export function truthOf(name) {
  const truth = readTruth(sourceOf(name));
  return isMended(name) ? {...truth, leaks: [], noise: truth.mended.noise} : truth;
}

export function nodeOf(name) {
  const {node, mended} = readTruth(sourceOf(name));
  return String((isMended(name) && mended.node) || node || usualNode);
}

// A directory for each set of packages: versions of one package must not meet. Programs find
// their packages from where they are, so they are copied there.
function install(work, name) {
  const {packages, mended} = readTruth(sourceOf(name));
  const hasOwn = isMended(name) && mended.packages;
  const directory = path.join(work, 'real', `${plainName(name)}-${hasOwn ? 'mended' : 'leaks'}`);
  const wanted = JSON.stringify({private: true, description: `Installed as of ${day}.`, dependencies: hasOwn ? mended.packages : packages ?? {}}, null, 2);
  // Written last: an interrupted installation is done again.
  const stamp = path.join(directory, 'installed');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    fs.rmSync(directory, {recursive: true, force: true});
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), wanted);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--legacy-peer-deps',
      `--before=${day}`, '--loglevel=error'], {cwd: directory, stdio: ['ignore', 2, 2]});
    fs.writeFileSync(stamp, wanted);
  }
  for (const file of [sourceOf(name), path.join(here, 'harness.cjs'), ...modulesOf(name)]) {
    fs.copyFileSync(file, path.join(directory, path.basename(file)));
  }
  return path.join(directory, path.basename(sourceOf(name)));
}

export async function makePair(name, directory, {work = defaultWork} = {}) {
  const program = install(work, name);
  fs.mkdirSync(directory, {recursive: true});
  await promisify(execFile)(setUpNode(work, nodeOf(name)), ['--expose-gc', program, directory, isMended(name) ? 'mended' : 'leaks'],
    {cwd: path.dirname(program), timeout: limit, maxBuffer: 1 << 26, env: {...process.env, NODE_OPTIONS: '', NODE_ENV: '', DEBUG: ''}});
}

async function main() {
  const {values: {work, list}, positionals: [name, directory]} = parseArgs({
    allowPositionals: true,
    options: {
      work: {type: 'string', default: defaultWork},
      list: {type: 'boolean', default: false},
    },
  });
  if (list) return console.log(programs().join('\n'));
  if (!directory) throw new Error('usage: make_pair.mjs PROGRAM DIRECTORY [--work DIR]');
  await makePair(name, path.resolve(directory), {work: path.resolve(work)});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
