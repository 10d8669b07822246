// Puts the npm package together in a folder, for `npm pack` and for tests.
//
//   node stage.mjs --to DIRECTORY --version X.Y.Z [--commit ID] [--licences FILE] PLATFORM=PROGRAM…
//
// PLATFORM is as Node says it, such as linux-x64. The folder is made anew.
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {typesOf} from './types.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
const root = path.join(here, '../..');
const text = (name, words) => fs.writeFileSync(name, words);

function stage({to, version, commit, licences}, programs) {
  fs.rmSync(to, {recursive: true, force: true});
  fs.mkdirSync(to, {recursive: true});
  for (const name of ['bin', 'lib', 'README.md']) fs.cpSync(path.join(here, name), path.join(to, name), {recursive: true});
  fs.copyFileSync(path.join(root, 'LICENSE'), path.join(to, 'LICENSE'));
  if (licences) fs.copyFileSync(licences, path.join(to, 'LICENCES-OF-LIBRARIES'));
  const schema = fs.readFileSync(path.join(root, 'schema/heapdiff-1.schema.json'), 'utf8');
  text(path.join(to, 'heapdiff-1.schema.json'), schema);
  text(path.join(to, 'lib/report.d.cts'), typesOf(JSON.parse(schema)));
  const about = JSON.parse(fs.readFileSync(path.join(here, 'package.json'), 'utf8'));
  text(path.join(to, 'package.json'), `${JSON.stringify({...about, version, ...commit && {commit}}, null, 2)}\n`);
  for (const [platform, program] of programs) {
    const directory = path.join(to, 'native', platform);
    fs.mkdirSync(directory, {recursive: true});
    fs.copyFileSync(program, path.join(directory, 'heapdiff'));
    fs.chmodSync(path.join(directory, 'heapdiff'), 0o755);
  }
}

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {to: {type: 'string'}, version: {type: 'string'}, commit: {type: 'string'}, licences: {type: 'string'}},
});
const programs = positionals.map(word => word.split(/=(.*)/s, 2));
if (!values.to || !values.version || !programs.length || programs.some(pair => pair.length < 2)) {
  console.error('usage: node stage.mjs --to DIRECTORY --version X.Y.Z [--commit ID] [--licences FILE] PLATFORM=PROGRAM…');
  process.exit(2);
}
stage(values, programs);
