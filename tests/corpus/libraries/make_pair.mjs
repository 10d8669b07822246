// Two snapshots of a program that uses real libraries, before and after some work.
//
//   node make_pair.mjs PROGRAM DIRECTORY [--node VERSION] [--work DIR]
//   node make_pair.mjs --list
//
// PROGRAM is the name of a file here without its ending. Packages and versions of
// Node are installed in DIR; without --work, in build/corpus of this checkout.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {run, setUpNode} from '../../oracle/setup.mjs';
import {readTruth} from '../truth.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const defaultWork = path.resolve(here, '../../../build/corpus');
const notPrograms = ['harness.cjs', 'make_pair.mjs'];

export function programs() {
  return fs.readdirSync(here).filter(file => /\.[cm]js$/.test(file) && !notPrograms.includes(file))
    .map(file => path.parse(file).name).sort();
}

export function sourceOf(name) {
  const file = ['.cjs', '.mjs'].map(ending => path.join(here, name + ending)).find(file => fs.existsSync(file));
  if (!file) throw new Error(`no program ${name} in ${here}`);
  return file;
}

export function truthOf(name) {
  return readTruth(sourceOf(name));
}

// Programs find their packages from where they are, so they are copied there.
function install(work, name) {
  const directory = path.join(work, 'libraries');
  const wanted = fs.readFileSync(path.join(here, 'package.json'), 'utf8');
  // Written last: an interrupted installation is done again.
  const stamp = path.join(directory, 'installed');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), wanted);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'],
      {cwd: directory, stdio: ['ignore', 2, 2]});
    fs.writeFileSync(stamp, wanted);
  }
  for (const file of [sourceOf(name), path.join(here, 'harness.cjs')]) {
    fs.copyFileSync(file, path.join(directory, path.basename(file)));
  }
  return path.join(directory, path.basename(sourceOf(name)));
}

export async function makePair(name, directory, {node = process.versions.node.split('.')[0], work = defaultWork} = {}) {
  const program = install(work, name);
  fs.mkdirSync(directory, {recursive: true});
  await run(setUpNode(work, node), [program, directory], async output => output.resume());
}

async function main() {
  const {values: {node, work, list}, positionals: [name, directory]} = parseArgs({
    allowPositionals: true,
    options: {
      node: {type: 'string'},
      work: {type: 'string', default: defaultWork},
      list: {type: 'boolean', default: false},
    },
  });
  if (list) return console.log(programs().join('\n'));
  if (!directory) throw new Error('usage: make_pair.mjs PROGRAM DIRECTORY [--node VERSION] [--work DIR]');
  await makePair(name, path.resolve(directory), {node, work: path.resolve(work)});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
