// Do those who read our reports take them? SARIF is checked by the standard's own validator, JUnit by xmllint (if it is
// here), the lines of NDJSON and GitLab's list by JSON.parse.
//
//   node formats.mjs --heapdiff PROGRAM [--work DIRECTORY]
//
// Exit status: 0 all right, 1 something is wrong, 2 trouble.
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {npmInstall} from '../oracle/setup.mjs';

const source = path.resolve(import.meta.dirname, '../..');

// The standard's own validator, from Microsoft: the official schema, and rules of its text. Warnings are advice that
// tools for compilers want; errors are errors.
function errorsOfSarif(work, files) {
  const directory = path.join(work, 'sarif');
  const tool = path.join(directory, 'node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool');
  if (!fs.existsSync(tool)) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, '@microsoft/sarif-multitool-linux@5');
    fs.chmodSync(tool, 0o755);
  }
  const log = path.join(directory, 'log.sarif');
  const {status, stdout, stderr} = spawnSync(tool, ['validate', ...files, '--output', log, '--log', 'ForceOverwrite'],
    {encoding: 'utf8', env: {...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1'}});
  if (status !== 0) throw new Error(`Sarif.Multitool: ${stdout}${stderr}`);
  return stdout.split('\n').filter(line => /: error /.test(line));
}

function main() {
  const {values} = parseArgs({options: {heapdiff: {type: 'string'}, work: {type: 'string', default: path.join(source, 'build/corpus')}}});
  if (!values.heapdiff) throw new Error('usage: node formats.mjs --heapdiff PROGRAM [--work DIRECTORY]');
  const heapdiff = path.resolve(values.heapdiff);
  const work = path.resolve(values.work);
  fs.mkdirSync(work, {recursive: true});
  const scratch = fs.mkdtempSync(path.join(work, 'formats-'));
  let wrong = 0, results = 0;
  const check = (what, isFine, why) => {
    if (isFine) return;
    wrong++;
    console.log(`FAIL ${what}: ${why}`);
  };
  const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
  try {
    const pairs = path.join(source, 'testdata/pairs');
    const names = fs.readdirSync(pairs).filter(name => name.endsWith('.before.heapsnapshot.gz')).map(name => name.split('.')[0]);
    for (const name of names) {
      const [before, after] = ['before', 'after'].map(side => path.join(pairs, `${name}.${side}.heapsnapshot.gz`));
      const at = format => path.join(scratch, `${name}.${format}`);
      const formats = ['sarif', 'junit', 'ndjson', 'gitlab'];
      // Crossed rules are status 1.
      const words = [before, after, '-q', '--force', '--fail-on', 'size > 0', '--fail-on', 'suspects >= likely', '--report', 'csv',
        ...formats.flatMap(format => ['--report', `${format}=${at(format)}`])];
      const {status, stderr} = spawnSync(heapdiff, words, {encoding: 'utf8'});
      if (status > 1) throw new Error(`${name}: ${stderr}`);
      results += JSON.parse(fs.readFileSync(at('sarif'), 'utf8')).runs[0].results.length;
      if (hasXmllint) execFileSync('xmllint', ['--noout', at('junit')]);
      for (const line of fs.readFileSync(at('ndjson'), 'utf8').trimEnd().split('\n')) JSON.parse(line);
      for (const issue of JSON.parse(fs.readFileSync(at('gitlab'), 'utf8'))) {
        check(`GitLab of ${name}`, !/^\.?\//.test(issue.location.path) && issue.location.lines.begin >= 1, JSON.stringify(issue.location));
      }
    }
    for (const error of errorsOfSarif(work, names.map(name => path.join(scratch, `${name}.sarif`)))) check('SARIF', false, error);
    const broken = path.join(scratch, 'broken.sarif');
    fs.writeFileSync(broken, '{"version": "2.1.0", "runs": [{"results": []}]}');
    check('broken SARIF', errorsOfSarif(work, [broken]).length > 0, 'a run without a tool is valid');
    check('results', results > names.length, `${results} of ${names.length} pairs`);
    console.log(`${names.length} pairs, ${results} results of SARIF, ${wrong} wrong${hasXmllint ? '' : '; JUnit was not checked: no xmllint'}`);
  } finally {
    fs.rmSync(scratch, {recursive: true});
  }
  process.exitCode = wrong ? 1 : 0;
}

try {
  main();
} catch (error) {
  console.error(`formats.mjs: ${error.message}`);
  process.exitCode = 2;
}
