import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {launch, packed, source} from './package.mjs';

const about = JSON.parse(fs.readFileSync(path.join(packed, 'package.json'), 'utf8'));

test('npm packs these files, and no others', () => {
  const {status, stdout, stderr} = spawnSync('npm', ['pack', '--dry-run', '--json', '--offline'], {cwd: packed, encoding: 'utf8'});
  assert.equal(status, 0, stderr);
  const [{files}] = JSON.parse(stdout);
  const programs = fs.readdirSync(path.join(packed, 'native')).map(platform => `native/${platform}/heapdiff`);
  const licences = fs.existsSync(path.join(packed, 'LICENCES-OF-LIBRARIES')) ? ['LICENCES-OF-LIBRARIES'] : [];
  assert.ok(programs.length > 0);
  assert.deepEqual(files.map(file => file.path).sort(), [
    'LICENSE', ...licences, 'README.md', 'bin/heapdiff.cjs', 'heapdiff-1.schema.json', 'lib/assert_no_leak.cjs', 'lib/index.cjs',
    'lib/index.d.cts', 'lib/index.d.mts', 'lib/index.mjs', 'lib/program.cjs', 'lib/report.d.cts', 'lib/run.cjs',
    'lib/snapshot.cjs', ...programs, 'package.json',
  ].sort());
  for (const file of files) {
    if (file.path.startsWith('native/') || file.path.startsWith('bin/')) assert.equal(file.mode & 0o111, 0o111, `${file.path} can be run`);
  }
});

test('nothing runs when the package is installed, and nothing else is installed with it', () => {
  assert.equal(about.scripts, undefined);
  assert.equal(about.dependencies, undefined);
  assert.equal(about.optionalDependencies, undefined);
});

test('the package has the version and the commit of its program', () => {
  const words = about.commit ? `heapdiff ${about.version} (commit ${about.commit})\n` : `heapdiff ${about.version}\n`;
  assert.equal(launch(['--version']).stdout, words);
  assert.match(fs.readFileSync(path.join(source, 'CMakeLists.txt'), 'utf8'), new RegExp(`VERSION ${about.version.replaceAll('.', '\\.')} `));
});
