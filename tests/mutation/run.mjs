// Do the unit tests notice when a rule is turned round? Each mutant in mutants.json changes one
// line of the library; the test that is named beside it has to fail. See README.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {Build, Trouble, change, run, source} from './variant.mjs';

const usage = 'usage: node run.mjs [--build DIRECTORY] [--only TEXT] [--all-tests] [--jobs N] | --check';
const target = 'heapdiff_unit_tests';
const minute = 60_000;
// Without those that start the program, which do not see a mutant (it is linked into the tests alone), and without slow
// ones of the lower floors.
const filterOfAll = '*:-' + ['Bun', 'Chromium', 'FullDisk', 'Hermes', 'Help', 'HostileFiles', 'Interrupts', 'Julia', 'Node', 'Options',
  'OutputFile', 'PageRecycling*', 'Plan', 'Program', 'Progress', 'ReadAhead', 'Salvaged', 'SampledStrings', 'ShellOn*', 'TraceTree',
  'Verbose', 'Without*', 'Workerd'].map(suite => `${suite}.*`).join(':');

function readArguments() {
  try {
    const {values} = parseArgs({options: {
      build: {type: 'string', default: path.join(source, 'build/release')},
      only: {type: 'string', default: ''},
      'all-tests': {type: 'boolean', default: false},
      check: {type: 'boolean', default: false},
      jobs: {type: 'string', default: String(os.availableParallelism())},
    }});
    const jobs = Number(values.jobs);
    if (!(jobs >= 1)) throw new Error(`--jobs: expected a number from 1, not ${values.jobs}`);
    return {build: path.resolve(values.build), only: values.only, allTests: values['all-tests'], check: values.check, jobs};
  } catch (error) {
    throw new Trouble(`${error.message}\n${usage}`);
  }
}

// Names of the tests that fail; a crash, or a test without an end, fails the one that ran.
async function failingTests(program, filter) {
  try {
    await run(program, [`--gtest_filter=${filter}`, '--gtest_color=no', '--gtest_fail_fast'], {timeout: minute, maxBuffer: Infinity});
    return [];
  } catch ({stdout = ''}) {
    const failed = [...stdout.matchAll(/^\[  FAILED  \] (\S+) \(\d+ ms\)$/gm)].map(([, name]) => name);
    if (failed.length > 0) return failed;
    const last = [...stdout.matchAll(/^\[ RUN      \] (\S+)$/gm)].at(-1);
    return [last ? last[1] : '(no test began)'];
  }
}

async function testNames(program) {
  const {stdout} = await run(program, ['--gtest_list_tests']);
  let suite = '';
  return stdout.split('\n').flatMap(line => {
    if (line.startsWith('  ')) return [suite + line.trim().split(' ')[0]];
    suite = line.trim();
    return [];
  });
}

// Before any mutant: do the named tests exist, and pass?
async function checkTests(build, mutants) {
  const names = new Set(await testNames(build.program));
  const wanted = [...new Set(mutants.flatMap(({test}) => test ? [test] : []))];
  const missing = wanted.filter(name => !names.has(name));
  if (missing.length > 0) throw new Trouble(`no test is called ${missing.join(', ')}`);
  const failing = wanted.length > 0 ? await failingTests(build.program, wanted.join(':')) : [];
  if (failing.length > 0) throw new Trouble(`these fail without any mutant: ${failing.join(', ')}`);
}

async function judge(build, mutant, directory, allTests) {
  const {text, problem} = change(mutant);
  if (problem) return {fate: 'outdated', detail: problem};
  let program;
  try {
    program = await build.makeVariant(mutant.file, text, directory);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return {fate: 'outdated', detail: `does not compile: ${error.stderr ?? error.message}`};
  }
  const filter = allTests || !mutant.test ? filterOfAll : mutant.test;
  const failed = await failingTests(program, filter);
  fs.rmSync(directory, {recursive: true});
  if (failed.length > 0) return {fate: 'killed', detail: failed.slice(0, 3).join(' ')};
  return {fate: 'survived', detail: mutant.reason ?? mutant.test ?? ''};
}

async function main() {
  const {build: directory, only, allTests, check, jobs} = readArguments();
  const all = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'mutants.json'), 'utf8'));
  const mutants = all.filter(({file, what}) => `${file} ${what}`.includes(only));
  if (mutants.length === 0) throw new Trouble(`no mutant has ${JSON.stringify(only)} in its file or description`);
  if (check) {
    const problems = mutants.flatMap(mutant => change(mutant).problem ?? []);
    if (problems.length > 0) throw new Trouble(problems.join('\n'));
    return;
  }
  const build = new Build(directory, target);
  await build.make();
  await checkTests(build, mutants);

  const scratch = fs.mkdtempSync(path.join(directory, 'mutants-'));
  const counts = {killed: 0, survived: 0, outdated: 0};
  let unexpected = 0;
  let next = 0;
  const work = async () => {
    while (next < mutants.length) {
      const number = next++;
      const mutant = mutants[number];
      const {fate, detail} = await judge(build, mutant, path.join(scratch, String(number)), allTests);
      ++counts[fate];
      if (fate !== (mutant.reason ? 'survived' : 'killed')) ++unexpected;
      console.log(`${fate.padEnd(9)} ${mutant.file}: ${mutant.what}\n          ${detail}`);
    }
  };
  try {
    await Promise.all(Array.from({length: jobs}, work));
  } finally {
    fs.rmSync(scratch, {recursive: true});
  }
  const known = mutants.filter(({reason}) => reason).length;
  console.log(`${counts.killed} killed, ${counts.survived} survived (${known} known to), ${counts.outdated} no longer apply`);
  process.exitCode = unexpected > 0 ? 1 : 0;
}

main().catch(error => {
  if (!(error instanceof Trouble)) throw error;
  console.error(`mutation: ${error.message}`);
  process.exitCode = 2;
});
