// What the tests share: the package as it is installed, in a project of its own.
//   HEAPDIFF_PACKAGE   the folder that stage.mjs made
//   HEAPDIFF_SOURCE    the source tree
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';

export const source = process.env.HEAPDIFF_SOURCE;
export const packed = process.env.HEAPDIFF_PACKAGE;
if (!source || !packed) throw new Error('HEAPDIFF_SOURCE and HEAPDIFF_PACKAGE must be set');

export const work = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-npm-test-'));
process.on('exit', () => fs.rmSync(work, {recursive: true, force: true}));

// A project that has the package in its node_modules, with the files of an example if one is named.
export function makeProject(name, example) {
  const project = path.join(work, name);
  fs.mkdirSync(path.join(project, 'node_modules'), {recursive: true});
  if (example) fs.cpSync(path.join(source, 'packaging/npm/examples', example), project, {recursive: true});
  fs.cpSync(packed, path.join(project, 'node_modules/heapdiff'), {recursive: true});
  return project;
}

export const pair = name => ['before', 'after'].map(side => path.join(source, `testdata/pairs/${name}.${side}.heapsnapshot.gz`));

export const project = makeProject('project');
export const require = createRequire(path.join(project, 'index.cjs'));
export const program = path.join(project, `node_modules/heapdiff/native/${process.platform}-${process.arch}/heapdiff`);
export const launcher = path.join(project, 'node_modules/heapdiff/bin/heapdiff.cjs');

export function launch(args, options) {
  return spawnSync(process.execPath, [launcher, ...args], {encoding: 'utf8', cwd: work, ...options});
}
