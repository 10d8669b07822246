// Is every JSON report what schema/heapdiff-1.schema.json says, and does heapdiff-report(5) know every member? Reports of
// all kinds, of sound and of damaged files, are checked by Ajv; so is one with a member too few, which has to fail.
//
//   node validate.mjs --heapdiff PROGRAM [--work DIRECTORY]
//
// Exit status: 0 all right, 1 something is wrong, 2 trouble.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {gunzipSync} from 'node:zlib';
import {npmInstall} from '../oracle/setup.mjs';

const source = path.resolve(import.meta.dirname, '../..');
const schemaFile = path.join(source, 'schema/heapdiff-1.schema.json');

function compileSchema(work, schema) {
  const directory = path.join(work, 'ajv');
  if (!fs.existsSync(path.join(directory, 'node_modules/ajv'))) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, 'ajv@8');
  }
  const {default: Ajv} = createRequire(path.join(directory, 'package.json'))('ajv/dist/2020');
  const ajv = new Ajv({allErrors: true});
  return {ajv, report: ajv.compile(schema), node: ajv.compile({$ref: `${schema.$id}#/$defs/node`})};
}

function run(heapdiff, words, input) {
  return execFileSync(heapdiff, words, {encoding: 'utf8', maxBuffer: 1 << 30, input, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'ignore']});
}

// The words of commands for each kind of report, but for those that only a shell has.
function commandsFor(heapdiff, before, after, cut) {
  const first = JSON.parse(run(heapdiff, ['biggest', after, '--format', 'json'])).objects[0];
  const id = `@${first.id}`;
  return [
    [before, after], [before, after, '--ops', '100', '--all', '--top', '0'], [after, before, '--force'], [after, after],
    [before, after, '--group-by', 'package', '--no-advice'], [after], ['trend', before, after, after, '--ops', '100'], ['summary', after], ['path', after, id],
    ['class', after, '/./'], ['object', after, id], ['retainers', after, id], ['dominators', after, id], ['find', after, 'a'],
    ['strings', after, '/./'], ['duplicates', after], ['biggest', after, '--ignore', id],
    [cut, '--salvage'], [cut, '--salvage', '--names-from', before], ['summary', cut, '--salvage'], ['biggest', cut, '--salvage'],
    ['nodes', before], ['nodes', cut, '--salvage'],
  ];
}

// Every name of a property, wherever in the schema.
function* propertyNames(schema) {
  for (const [key, value] of Object.entries(schema ?? {})) {
    if (key === 'properties') yield* Object.keys(value);
    if (typeof value === 'object') yield* propertyNames(value);
  }
}

function main() {
  const {values} = parseArgs({options: {heapdiff: {type: 'string'}, work: {type: 'string', default: path.join(source, 'build/corpus')}}});
  if (!values.heapdiff) throw new Error('usage: node validate.mjs --heapdiff PROGRAM [--work DIRECTORY]');
  const heapdiff = path.resolve(values.heapdiff);
  const work = path.resolve(values.work);
  const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
  const {ajv, report: isReport, node: isNode} = compileSchema(work, schema);
  fs.mkdirSync(work, {recursive: true});
  const scratch = fs.mkdtempSync(path.join(work, 'schema-'));
  let wrong = 0;
  const kinds = new Set();
  const check = (what, validate, value) => {
    kinds.add(value.report ?? 'node');
    if (validate(value)) return;
    wrong++;
    // Of all kinds of reports, all but one do not fit in any case.
    const own = validate.errors.filter(({schemaPath}) => !/enum$|oneOf$/.test(schemaPath));
    console.log(`FAIL ${what}: ${ajv.errorsText(own.length ? own.slice(0, 5) : validate.errors.slice(0, 5))}`);
  };
  try {
    const pairs = path.join(source, 'testdata/pairs');
    for (const name of ['unbounded-map', 'emitter-listeners', 'timer-closures', 'bounded-lru']) {
      const [before, after] = ['before', 'after'].map(side => path.join(pairs, `${name}.${side}.heapsnapshot.gz`));
      const cut = path.join(scratch, `${name}.heapsnapshot`);
      const whole = gunzipSync(fs.readFileSync(after));
      fs.writeFileSync(cut, whole.subarray(0, whole.length * (name === 'unbounded-map' ? 0.3 : 0.7)));
      for (const words of commandsFor(heapdiff, before, after, cut)) {
        check(words.map(word => path.basename(word)).join(' '), isReport, JSON.parse(run(heapdiff, [...words, '--format', 'json'])));
      }
      const answer = run(heapdiff, ['shell', before, after, '--format', 'json'], 'new Object\n');
      check(`new, of ${name}`, isReport, JSON.parse(answer));
      for (const line of run(heapdiff, ['nodes', after]).split('\n', 200)) check(`nodes, of ${name}`, isNode, JSON.parse(line));
    }
    const broken = JSON.parse(run(heapdiff, ['summary', path.join(pairs, 'dictionary.after.heapsnapshot.gz'), '--format', 'json']));
    delete broken.statistics;
    if (isReport(broken)) {
      wrong++;
      console.log('FAIL a summary without statistics is valid');
    }
  } finally {
    fs.rmSync(scratch, {recursive: true});
  }
  const missing = schema.oneOf.length + 2 - kinds.size;  // find and new share a type, and there is the node
  if (missing) {
    wrong++;
    console.log(`FAIL ${kinds.size} kinds of reports were checked: ${[...kinds].join(', ')}`);
  }
  const manual = fs.readFileSync(path.join(source, 'man/heapdiff-report.5'), 'utf8');
  const known = new Set([...manual.matchAll(/^\.(?:It )?Va (.*)$/gm)].flatMap(([, words]) => words.split(/[\s,;.]+|\bNo\b/)));
  const unknown = [...new Set(propertyNames(schema))].filter(name => !known.has(name));
  if (unknown.length) {
    wrong++;
    console.log(`FAIL heapdiff-report(5) does not name ${unknown.join(', ')}`);
  }
  console.log(`${kinds.size} kinds of reports, ${wrong} wrong`);
  process.exitCode = wrong ? 1 : 0;
}

try {
  main();
} catch (error) {
  console.error(`validate.mjs: ${error.message}`);
  process.exitCode = 2;
}
