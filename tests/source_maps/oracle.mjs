// Every mapping of real bundles, and places drawn at random, as @jridgewell/trace-mapping has them.
//
//   node oracle.mjs --lookup PROGRAM [--work DIRECTORY]
//
// Exit status: 0 all agree, 1 some differ, 2 it could not be told.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {bundlers, bundleProgram, toolsIn} from '../corpus/bundle.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const random_places = 20_000;

// Always the same numbers.
function* randomNumbers(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function compare(lookup, file, trace) {
  const text = fs.readFileSync(file, 'utf8');
  const map = new trace.TraceMap(text);
  const places = [];
  trace.decodedMappings(map).forEach((segments, line) => {
    for (const [column] of segments) places.push([line, column], [line, column + 1]);
  });
  const every = places.length;
  const numbers = randomNumbers(1);
  const lines = trace.decodedMappings(map).length + 2;
  const widest = Math.max(...trace.decodedMappings(map).map(segments => segments.at(-1)?.[0] ?? 0)) + 10;
  for (let i = 0; i < random_places; i++) places.push([Math.floor(numbers.next().value * lines), Math.floor(numbers.next().value * widest)]);
  const answers = execFileSync(lookup, [file], {input: places.map(place => place.join(' ')).join('\n'), encoding: 'utf8', maxBuffer: 1 << 30}).split('\n');
  let wrong = 0;
  places.forEach(([line, column], index) => {
    const [, source, originalLine, originalColumn, name] = trace.traceSegment(map, line, column) ?? [];
    const expected = source === undefined ? '-' : `${map.sources[source] ?? ''} ${originalLine} ${originalColumn} ${map.names[name] ?? ''}`;
    if (answers[index] === expected) return;
    if (wrong++ < 3) console.log(`${path.basename(file)} ${line}:${column}: expected ${expected}, got ${answers[index]}`);
  });
  console.log(`${path.basename(path.dirname(file))}: ${every / 2} mappings, ${places.length} places, ${wrong} differ`);
  // Else the bundle is not what it should be.
  return every > 10_000 ? wrong : wrong + 1;
}

async function main() {
  const {values} = parseArgs({options: {
    lookup: {type: 'string'},
    work: {type: 'string', default: path.join(here, '..', '..', 'build', 'corpus')},
  }});
  const tool = toolsIn(values.work);
  const trace = tool('@jridgewell/trace-mapping');
  // A parser of JavaScript, which uses all that there is of it.
  const library = path.join(path.resolve(values.work), 'oracle-library', 'library.cjs');
  fs.mkdirSync(path.dirname(library), {recursive: true});
  fs.copyFileSync(tool.resolve('acorn'), library);
  let wrong = 0;
  for (const bundler of bundlers) {
    const {file} = await bundleProgram(values.work, {name: 'library', file: library}, bundler);
    wrong += compare(path.resolve(values.lookup), `${file}.map`, trace);
  }
  process.exitCode = wrong ? 1 : 0;
}

process.exitCode = 2;
main().catch(error => console.error(`oracle.mjs: ${error.stack}`));
