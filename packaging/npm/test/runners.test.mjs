// The examples of test runners that npm has, and what TypeScript makes of the declarations. Needs the network, or
// npm's cache: where neither has the packages, all of it is skipped.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {makeProject, packed, work} from './package.mjs';

// Installs the package and others into a project; a reason to skip the test, or undefined.
function install(project, others) {
  const about = path.join(project, 'package.json');
  const {devDependencies = {}, ...rest} = fs.existsSync(about) ? JSON.parse(fs.readFileSync(about, 'utf8')) : {private: true};
  delete devDependencies.heapdiff;
  fs.writeFileSync(about, JSON.stringify({...rest, devDependencies: {...devDependencies, ...others}}));
  fs.rmSync(path.join(project, 'node_modules'), {recursive: true, force: true});
  const {status, stderr} = spawnSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'],
    {cwd: project, encoding: 'utf8'});
  if (status !== 0) {
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|network/.test(stderr)) return 'npm has no network';
    assert.fail(stderr);
  }
  fs.cpSync(packed, path.join(project, 'node_modules/heapdiff'), {recursive: true});
}

const env = {...process.env, TMPDIR: work, NODE_OPTIONS: '', NO_COLOR: '1'};
delete env.NODE_TEST_CONTEXT;

for (const runner of ['vitest', 'jest', 'mocha']) {
  test(`the example for ${runner} fails where it leaks, and passes where it is mended`, t => {
    const project = makeProject(runner, runner);
    const reason = install(project);
    if (reason) return t.skip(reason);
    const run = extra => spawnSync('npm', ['test', '--silent'], {cwd: project, encoding: 'utf8', env: {...env, ...extra}});
    const leaking = run({});
    const output = leaking.stdout + leaking.stderr;
    assert.equal(leaking.status, 1, output);
    assert.match(output, /LeakError: 200 runs left this behind/);
    assert.match(output, /1 {2}unbounded Map {2}sessions {2}\+200 entries/);
    // vitest wraps a module in a function, whose variables have no place of their own.
    assert.match(output, runner === 'vitest' ? /where +module sessions\.js/ : /where +(declared at sessions\.js:3:7|module sessions\.js)/);
    assert.match(output, /holds +200 new Session \(sessions\.js:\d+:\d+\)/);
    const mended = run({ENDS: '1'});
    assert.equal(mended.status, 0, mended.stdout + mended.stderr);
  });
}

test('TypeScript accepts right uses from both kinds of modules, and refuses wrong ones', t => {
  const project = makeProject('types');
  const reason = install(project, {typescript: '^5.9.3', '@types/node': '^20'});
  if (reason) return t.skip(reason);
  const uses = `
    import {assertNoLeak, diff, triage, takeSnapshot, LeakError, type Suspect} from 'heapdiff';
    async function use(): Promise<string> {
      await takeSnapshot('a.heapsnapshot');
      const report = await diff('a.heapsnapshot', 'b.heapsnapshot', {ops: 3, groupBy: 'package', failOn: ['size > 0']});
      const suspects: Suspect[] = report.suspects;
      // @ts-expect-error: no such member
      report.suspect;
      // @ts-expect-error: no such grouping
      await diff('a', 'b', {groupBy: 'colour'});
      // @ts-expect-error: no such option
      await assertNoLeak(() => 1, {run: 3});
      await assertNoLeak(async () => {}, {warmup: 1, runs: 20, allow: '64B', keep: 'never'}).catch((error: unknown) => {
        if (error instanceof LeakError) error.report.suspects[0]?.holder.location?.line.toFixed();
      });
      const dump = await triage('a.heapsnapshot');
      const kind: 'triage' = dump.report;
      return kind + suspects[0]?.holder.name + (report.unnamed?.size ?? 0).toFixed();
    }
    use();
  `;
  fs.writeFileSync(path.join(project, 'esm.mts'), uses);
  fs.writeFileSync(path.join(project, 'cjs.cts'), uses);
  const {status, stdout} = spawnSync('npx', ['--no-install', 'tsc', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'esm.mts', 'cjs.cts'],
    {cwd: project, encoding: 'utf8'});
  assert.equal(status, 0, stdout);
});
