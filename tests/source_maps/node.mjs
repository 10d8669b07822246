// The places that heapdiff has for functions of a bundle, as Node's own source maps have them: those by which
// --enable-source-maps writes stacks.
//
//   node node.mjs --heapdiff PROGRAM [--work DIRECTORY]
//
// Exit status: 0 all agree, 1 some differ, 2 it could not be told.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {SourceMap} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {bundlers, bundleProgram} from '../corpus/bundle.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.join(here, '..', 'corpus', 'hand', 'several-classes.mjs');

async function main() {
  const {values} = parseArgs({options: {
    heapdiff: {type: 'string'},
    work: {type: 'string', default: path.join(here, '..', '..', 'build', 'corpus')},
  }});
  let wrong = 0;
  let all = 0;
  for (const bundler of bundlers) {
    const {file, directory} = await bundleProgram(values.work, {name: 'node-agrees', file: program}, bundler);
    execFileSync(process.execPath, [file, directory]);
    const text = execFileSync(path.resolve(values.heapdiff), ['before.heapsnapshot', 'after.heapsnapshot', '--format', 'json', '--group-by', 'place', '--all', '--top', '0', '--quiet'],
      {cwd: directory, encoding: 'utf8', maxBuffer: 1 << 30});
    const map = new SourceMap(JSON.parse(fs.readFileSync(`${file}.map`, 'utf8')));
    const places = JSON.parse(text).classes.map(({location}) => location).filter(location => location?.generated);
    for (const {file: source, line, column, generated} of places) {
      const entry = map.findEntry(generated.line - 1, generated.column - 1);
      const isSame = entry.originalLine + 1 === line && entry.originalColumn + 1 === column && path.basename(entry.originalSource) === path.basename(source);
      if (isSame) continue;
      wrong++;
      console.log(`${bundler} ${generated.line}:${generated.column}: Node has ${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}, heapdiff ${source}:${line}:${column}`);
    }
    console.log(`${bundler}: ${places.length} functions and classes`);
    all += places.length;
  }
  // Else the bundles are not what they should be.
  process.exitCode = wrong || all < 20 ? 1 : 0;
}

process.exitCode = 2;
main().catch(error => console.error(`node.mjs: ${error.stack}`));
