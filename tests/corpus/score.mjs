// The leak corpus: does the first suspect name the leak? See README.md.
//
//   node score.mjs --heapdiff PROGRAM [--work DIRECTORY] [--node 20,22,24,26]
//                  [--half hand,generated,libraries,pages,real] [--seed N] [--count N]
//                  [--only NAME] [--shard I/N] [--triage] [--verify] [--keep]
//
//   --work     where versions of Node, packages and snapshots are kept (a cache)
//   --half     which parts of the corpus; hand,generated without it
//   --seed     of the generated half; drawn, and printed, without it; `turn` for a part that rotates
//   --count    how many programs are generated (60)
//   --only     programs whose name holds NAME
//   --shard    of the other parts, every N-th program from the I-th on (0/8 is the first of
//              eight shards); `turn/N` for one that rotates
//   --triage   judge what is said of the second snapshot alone; controls are left out
//   --floor    of generated programs, of real ones, and of all with --triage, so many in a
//              hundred must be right
//   --fingerprints
//              instead of a score: does each leak have one fingerprint under all versions of Node,
//              and no two leaks the same? One more run is of a copy elsewhere, moved down by some lines
//   --bundler  of the half by hand: run what esbuild, webpack, rollup, swc or tsc makes of each
//              program, and judge by what its source map says; `all` for each of them in turn
//   --no-maps  with --bundler: without source maps
//   --runs     with --fingerprints, so many runs of each program and version (1)
//   --saved    instead of a score: has a diff of saved summaries the rows of the snapshots' diff?
//   --verify   check truth against the snapshots instead, without heapdiff
//   --keep     leave generated snapshots there even if all is well with them
//
// What rotates turns by one with each commit, so that a commit is always tested alike.
// Exit status: 0 all right, 1 something is wrong, 2 the score could not be taken.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {turn} from '../oracle/setup.mjs';
import {bundleProgram, bundlers} from './bundle.mjs';
import {generateProgram} from './generate.mjs';
import {filesOf, makePair} from './pairs.mjs';
import {columns, describeLeak, describeSuspect, judgeSuspect, listOf, readTruth, rubricOf} from './truth.mjs';
import {verifyPair} from './verify.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const usage = 'usage: node score.mjs --heapdiff PROGRAM [options]; the options stand at the top of score.mjs';

// One file each, or a folder with a main file and its modules.
function handPrograms() {
  const root = path.join(here, 'hand');
  return fs.readdirSync(root, {withFileTypes: true}).sort((a, b) => a.name < b.name ? -1 : 1).map(entry => {
    const whole = path.join(root, entry.name);
    if (!entry.isDirectory()) return {name: path.parse(entry.name).name, file: whole};
    const main = ['main.cjs', 'main.mjs'].map(name => path.join(whole, name)).find(file => fs.existsSync(file));
    if (!main) throw new Error(`${whole}: neither main.cjs nor main.mjs`);
    return {name: entry.name, file: main, directory: whole};
  });
}

// Parts that make their pairs in a way of their own; see there.
async function foreignPrograms(work, part) {
  const {makePair: make, pages, programs, sourceOf} = await import(`./${part}/make_pair.mjs`);
  const folder = path.join(here, part);
  const common = fs.readdirSync(folder).filter(file => /^(make_pair|browser|harness|package)\./.test(file)).map(file => path.join(folder, file));
  return (pages ?? programs)().map(name => ({
    name: `${part}-${name}`, file: sourceOf(name), sources: [sourceOf(name), ...common], ...pages && {versions: ['Chromium']},
    make: (directory, version) => make(name, directory, {work, ...programs && {node: String(version)}}),
  }));
}

// Real packages, with the version of Node that they leaked in; mended ones are controls.
async function realPrograms(work) {
  const {makePair: make, nodeOf, programs, sourceOf, sourcesOf, truthOf} = await import('./real/make_pair.mjs');
  return programs().map(name => ({
    name: `real-${name}`, file: sourceOf(name), sources: sourcesOf(name), versions: [nodeOf(name)], real: true,
    truth: () => truthOf(name), make: directory => make(name, directory, {work}),
  }));
}

function generatedPrograms(work, seed, count) {
  return Array.from({length: count}, (_, index) => ({...generateProgram(work, seed, index), generated: true}));
}

function runHeapdiff(heapdiff, {before, after}, ops, {triage, noMaps}) {
  const files = triage ? [after] : [before, after, '--ops', String(ops)];
  const text = execFileSync(heapdiff, [...files, ...noMaps ? ['--no-source-map'] : [], '--format', 'json', '--quiet'],
    {encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe']});
  const {suspects, verdict} = JSON.parse(text);
  if (!Array.isArray(suspects)) throw new Error('the report has no suspects');
  return Object.assign(suspects, {verdict});
}

// A copy of a program of one's own in another folder, all of whose lines are further down.
function movedProgram(work, program) {
  const root = path.join(work, 'moved', program.name);
  const source = program.directory ?? path.dirname(program.file);
  const folder = program.directory ? root : path.join(root, path.basename(source));
  for (const file of program.directory ? filesOf(program) : [program.file]) {
    const copy = path.join(folder, path.relative(source, file));
    fs.mkdirSync(path.dirname(copy), {recursive: true});
    const isCode = /\.[cm]?js$/.test(file);
    fs.writeFileSync(copy, (isCode ? '// Moved.\n//\n//\n' : '') + fs.readFileSync(file, 'utf8'));
  }
  return {...program, name: `${program.name}-moved`, file: path.join(folder, path.relative(source, program.file)), ...program.directory && {directory: folder}};
}

// The fingerprints of a pair's leaks, as heapdiff writes them down.
function fingerprintsOf(heapdiff, {before, after, directory}, ops, root) {
  const file = path.join(directory, 'leaks.toml');
  execFileSync(heapdiff, [before, after, '--ops', String(ops), '--quiet', '-o', '/dev/null', '--source-root', root, '--write-baseline', file],
    {encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'ignore', 'pipe']});
  return [...fs.readFileSync(file, 'utf8').matchAll(/^fingerprint = "(.*)"$/gm)].map(([, text]) => text);
}

// Leaks of a program that have another fingerprint under another version of Node, and fingerprints of several programs.
function compareFingerprints(byProgram) {
  const problems = [];
  const programsOf = new Map();
  let kept = 0;
  let all = 0;
  for (const [name, byVersion] of byProgram) {
    const [first] = byVersion.values();
    for (const fingerprint of first) {
      all++;
      const without = [...byVersion].filter(([, fingerprints]) => !fingerprints.includes(fingerprint)).map(([version]) => version);
      if (!without.length) kept++;
      else problems.push(`${name}: ${fingerprint} is not there in ${without.join('; ')}`);
    }
    for (const fingerprint of new Set([...byVersion.values()].flat())) {
      const other = programsOf.get(fingerprint);
      if (other) problems.push(`${fingerprint} is a leak of ${other} and of ${name}`);
      programsOf.set(fingerprint, name);
    }
    for (const fingerprints of byVersion.values()) {
      if (new Set(fingerprints).size !== fingerprints.length) problems.push(`${name}: one fingerprint for two leaks`);
    }
  }
  problems.forEach(problem => console.log(problem));
  console.log(`${kept} of ${all} fingerprints are the same under all versions, in all runs and moved; ${programsOf.size} of ${byProgram.size} programs`);
  return problems.length === 0;
}

// The rows of a diff that anything happened to, without what takes ids.
function rowsOf(heapdiff, before, after) {
  const text = execFileSync(heapdiff, [before, after, '--format', 'json', '--quiet', '--force'], {encoding: 'utf8', maxBuffer: 1 << 30});
  return JSON.parse(text).classes
    .filter(row => row.size_delta || row.count_delta || row.retained_delta)
    .map(row => JSON.stringify([row.name, row.location, row.before, row.after])).sort();
}

// Saved summaries in place of one side, and of both.
function judgeSaved(heapdiff, {before, after, directory}) {
  const save = (snapshot, name) => {
    const file = path.join(directory, name);
    execFileSync(heapdiff, ['save', snapshot, '--quiet', '-o', file]);
    return file;
  };
  const [first, second] = [save(before, 'before.hds'), save(after, 'after.hds')];
  const whole = rowsOf(heapdiff, before, after);
  const wrong = [[first, after], [first, second], [before, second]]
    .filter(([a, b]) => rowsOf(heapdiff, a, b).join() !== whole.join())
    .map(sides => sides.map(side => path.basename(side)).join(' with '));
  return [{passed: !wrong.length, expected: `${whole.length} rows as of the snapshots`, got: `others of ${wrong.join(', ')}`}];
}

// What there is to be found in the second snapshot alone.
function withoutBefore(truth) {
  return {...truth, leaks: truth.leaks.map(leak => {
    const fresh = listOf(leak.new);
    return {...leak, before: 0, new: listOf(leak.before).map((before, index) => before + (fresh[index] ?? fresh[0]))};
  })};
}

// One result for each leak, in order of bytes; a control has one.
function judge(suspects, truth) {
  if (!truth.leaks.length) {
    const loud = suspects.find(({confidence}) => confidence !== 'weak');
    if (loud || !truth.verdict) return [{passed: !loud, expected: 'no suspect above weak', got: describeSuspect(loud)}];
    return [{passed: suspects.verdict === truth.verdict, expected: truth.verdict, got: suspects.verdict}];
  }
  return truth.leaks.map((leak, rank) => {
    const suspect = suspects[rank];
    const right = suspect ? judgeSuspect(suspect, leak) : Object.fromEntries(columns.map(column => [column, false]));
    const wrong = columns.filter(column => !right[column]);
    return {passed: !wrong.length, right, wrong, confidence: suspect?.confidence, expected: describeLeak(leak), got: describeSuspect(suspect)};
  });
}

async function choosePrograms(work, {half, seed, count, shard, only}) {
  const parts = half.split(',');
  const unknown = parts.find(part => !['hand', 'generated', 'libraries', 'pages', 'real'].includes(part));
  if (unknown) throw new Error(`no part of the corpus is called ${unknown}; there are hand, generated, libraries, pages and real`);
  const [which, shards] = shard.split('/').map(text => text === 'turn' ? turn() : Number(text));
  const chosen = [];
  for (const part of parts.filter(part => part !== 'generated')) {
    const programs = part === 'hand' ? handPrograms() : part === 'real' ? await realPrograms(work) : await foreignPrograms(work, part);
    chosen.push(...programs.filter((_, index) => index % shards === which % shards));
  }
  if (shards > 1) console.log(`shard ${which % shards} of ${shards}`);
  if (parts.includes('generated')) {
    const number = seed === 'turn' ? turn() : Number(seed);
    console.log(`seed ${number}`);
    chosen.push(...generatedPrograms(work, number, Number(count)));
  }
  return chosen.filter(({name}) => !only || name.includes(only));
}

function tabulate(results) {
  const versions = [...new Set(results.map(({version}) => version))];
  const rubrics = [...new Set(results.map(({rubric}) => rubric))].sort();
  const cell = list => list.length ? `${list.filter(({passed}) => passed).length}/${list.length}` : '-';
  const row = (name, cells) => console.log(name.padEnd(22) + cells.map(text => text.padStart(10)).join(''));
  row('', versions.map(version => version === 'Chromium' ? version : `Node ${version}`));
  for (const rubric of rubrics) {
    row(rubric, versions.map(version => cell(results.filter(result => result.rubric === rubric && result.version === version))));
  }
  const leaks = results.filter(({right}) => right);
  const total = column => `${column} ${leaks.filter(({right}) => right[column]).length}/${leaks.length}`;
  if (!leaks.length) return;
  console.log([...columns.map(total), `all four ${cell(leaks)}`].join(', '));
  const right = leaks.filter(({passed}) => passed);
  const sure = names => right.filter(({confidence}) => names.includes(confidence)).length;
  console.log(`of those right in all four: strong ${sure(['strong'])}, likely ${sure(['likely'])}, weak ${sure(['weak'])}`);
}

// One line for each real program: there are few of them, and each stands for itself.
function tabulateReal(results) {
  if (!results.length) return;
  const width = Math.max(...results.map(({name}) => name.length)) + 2;
  console.log('real programs'.padEnd(width) + columns.map(column => column.padEnd(8)).join(''));
  for (const {name, passed, right} of results) {
    const said = right ? columns.map(column => (right[column] ? 'right' : 'wrong').padEnd(8)).join('') : passed ? 'silent' : 'FAILED';
    console.log(name.padEnd(width) + said.trimEnd());
  }
}

async function main() {
  const {values} = parseArgs({options: {
    'heapdiff': {type: 'string'},
    'work': {type: 'string', default: path.join(here, '..', '..', 'build', 'corpus')},
    'node': {type: 'string', default: '20,22,24,26'},
    'half': {type: 'string', default: 'hand,generated'},
    'seed': {type: 'string', default: String(Date.now() % 1_000_000)},
    'count': {type: 'string', default: '60'},
    'only': {type: 'string'},
    'shard': {type: 'string', default: '0/1'},
    'triage': {type: 'boolean', default: false},
    'floor': {type: 'string', default: '100'},
    'fingerprints': {type: 'boolean', default: false},
    'runs': {type: 'string', default: '1'},
    'saved': {type: 'boolean', default: false},
    'bundler': {type: 'string'},
    'no-maps': {type: 'boolean', default: false},
    'verify': {type: 'boolean', default: false},
    'keep': {type: 'boolean', default: false},
  }});
  if (!values.heapdiff && !values.verify) throw new Error(usage);
  const work = path.resolve(values.work);
  const versions = values.node.split(',').map(Number);
  const programs = await choosePrograms(work, values);
  if (values.bundler) {
    const names = values.bundler === 'all' ? bundlers : values.bundler.split(',');
    const written = programs.splice(0);
    for (const program of written) {
      for (const name of names) {
        try {
          programs.push({...await bundleProgram(work, program, name), truth: () => readTruth(program.file)});
        } catch (error) {
          // It counts as one that is wrong.
          programs.push({...program, name: `${program.name}-${name}`, make: () => { throw error; }});
        }
      }
    }
  }

  const results = [];
  const fingerprints = new Map();
  for (const program of programs) {
    for (const version of program.versions ?? versions) {
      const common = {rubric: 'failed to run', version};
      let judged;
      let pair;
      try {
        const whole = program.truth?.() ?? readTruth(program.file);
        if (values.triage && !whole.leaks.length) continue;  // what is bounded, a single snapshot cannot tell
        const truth = values.triage ? withoutBefore(whole) : whole;
        common.rubric = rubricOf(truth);
        pair = await makePair(work, program, version);
        if (values.fingerprints) {
          if (!whole.leaks.length) continue;
          const ofProgram = fingerprints.get(program.name) ?? new Map();
          const take = ({file}, of) => fingerprintsOf(path.resolve(values.heapdiff), of, whole.ops, path.dirname(file));
          fingerprints.set(program.name, ofProgram.set(`Node ${version}`, take(program, pair)));
          for (let run = 2; run <= Number(values.runs); run++) {
            const another = await makePair(work, {...program, name: `${program.name}-run${run}`}, version);
            ofProgram.set(`Node ${version}, run ${run}`, take(program, another));
          }
          if (program.make || version !== versions[0]) continue;
          const moved = movedProgram(work, program);
          ofProgram.set(`moved, Node ${version}`, take(moved, await makePair(work, moved, version)));
          continue;
        }
        judged = values.saved ? judgeSaved(path.resolve(values.heapdiff), pair)
          : values.verify
          ? [{complaints: verifyPair(pair, truth)}].map(({complaints}) => ({passed: !complaints.length, expected: 'truth', got: complaints.join('; ')}))
          : judge(runHeapdiff(path.resolve(values.heapdiff ?? ''), pair, truth.ops, {triage: values.triage, noMaps: values['no-maps']}), truth);
      } catch (error) {
        judged = [{passed: false, expected: 'a report', got: (error.stderr || error.message).toString().trim()}];
      }
      for (const [rank, {passed, wrong = [], expected, got}] of judged.entries()) {
        if (passed) continue;
        const which = judged.length > 1 ? ` suspect ${rank + 1}` : '';
        console.log(`FAIL ${program.name} ${version === 'Chromium' ? version : `Node ${version}`}${which}${wrong.length ? `, wrong ${wrong.join(' ')}` : ''}\n  expected ${expected}\n  got      ${got}`);
      }
      results.push(...judged.map(result => ({...common, name: program.name, generated: program.generated, real: program.real, ...result})));
      if (pair && program.generated && !values.keep && judged.every(({passed}) => passed)) fs.rmSync(pair.directory, {recursive: true, force: true});
    }
  }
  if (values.fingerprints) {
    process.exitCode = compareFingerprints(fingerprints) && !results.length ? 0 : 1;
    return;
  }
  if (!values.verify) tabulateReal(results.filter(({real}) => real));
  tabulate(results);
  const failed = results.filter(({passed}) => !passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  // Programs drawn at random are a sample; those written by hand are known.
  // Of a single snapshot, too, not all can be: what was there for ever counts as well.
  // What a bundler makes is another program sometimes: it has no modules to load again.
  // Real programs keep the faults that are not mended yet in view, without hiding new ones.
  const isSample = ({generated, real}) => generated || real || values.triage || values.bundler;
  const drawn = results.filter(isSample);
  const drawnRight = drawn.filter(({passed}) => passed).length;
  const hasEnough = drawnRight * 100 >= drawn.length * Number(values.floor);
  const othersFailed = results.some(result => !isSample(result) && !result.passed);
  process.exitCode = othersFailed || !hasEnough ? 1 : 0;
}

// Stands unless main() comes to its end: Node leaves quietly when a promise never settles.
process.exitCode = 2;
main().catch(error => console.error(`score.mjs: ${error.message}`));
