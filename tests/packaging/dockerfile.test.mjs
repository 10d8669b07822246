// The Dockerfile by a linter of npm's; skipped where npm has no network.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

const source = process.env.HEAPDIFF_SOURCE;
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-docker-test-'));
process.on('exit', () => fs.rmSync(work, {recursive: true, force: true}));

test('a linter has nothing to say about the Dockerfile', t => {
  fs.writeFileSync(path.join(work, 'package.json'), '{"private": true}\n');
  const installed = spawnSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error', 'dockerfilelint@1.8.0'],
    {cwd: work, encoding: 'utf8'});
  if (installed.status !== 0) {
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|network/.test(installed.stderr)) return t.skip('npm has no network');
    assert.fail(installed.stderr);
  }
  const issues = file => JSON.parse(spawnSync('npx', ['--no-install', 'dockerfilelint', '--output', 'json', file], {cwd: work, encoding: 'utf8'}).stdout).totalIssues;
  assert.equal(issues(path.join(source, 'packaging/docker/Dockerfile')), 0);
  const wrong = path.join(work, 'Dockerfile');
  fs.writeFileSync(wrong, 'FROM debian:latest\nRUN sudo apt-get install x\nEXPOSE 80:80\n');
  assert.ok(issues(wrong) > 0, 'the linter finds what is wrong');
});
