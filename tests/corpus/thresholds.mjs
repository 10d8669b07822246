// What does each threshold of a suspect's confidence do? Builds heapdiff with one of them moved, scores the corpus with
// it, and prints a row for each: a table for README.md. See thresholds.json and "What the thresholds do" there.
//
//   node thresholds.mjs [--build DIRECTORY] [--only TEXT] [options of score.mjs …]
//
//   --build   a configured build; build/release unless told otherwise
//   --only    thresholds whose description has the text
//
// Other options go to score.mjs: --half, --node, --work, --seed and --count.
// Exit status: 0 all were measured, 2 one could not be.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {Build, Trouble, change, source} from '../mutation/variant.mjs';

const here = import.meta.dirname;

// Takes `--name value` out of the words; the rest is score.mjs's.
function takeOption(words, name, otherwise) {
  const at = words.indexOf(name);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
}

// The last lines of score.mjs: how many are right in each column, and how many programs passed.
function score(program, words) {
  const {stdout, stderr, status} = spawnSync(process.execPath, [path.join(here, 'score.mjs'), '--heapdiff', program, ...words],
    {encoding: 'utf8', maxBuffer: 1 << 30});
  const all = /all four (\d+)\/(\d+)/.exec(stdout);
  const passed = /^(\d+) passed, (\d+) failed$/m.exec(stdout);
  const sure = /^of those right in all four: strong (\d+), likely (\d+), weak (\d+)$/m.exec(stdout);
  if (!all || !passed || !sure) throw new Trouble(`score.mjs ended with ${status}: ${stderr.trim()}`);
  const controls = [...stdout.matchAll(/^(?:control|mended)\s.*$/gm)].flatMap(([line]) => [...line.matchAll(/(\d+)\/(\d+)/g)]);
  const sum = part => controls.reduce((total, match) => total + Number(match[part]), 0);
  const wrong = new Set([...stdout.matchAll(/^FAIL (.*?),? /gm)].map(([, name]) => name));
  return {right: `${all[1]} of ${all[2]}`, sure: sure.slice(1).join(' / '), silent: controls.length ? `${sum(1)} of ${sum(2)}` : '–', passed: Number(passed[1]), wrong};
}

async function main() {
  const words = process.argv.slice(2);
  const directory = path.resolve(takeOption(words, '--build', path.join(source, 'build/release')));
  const only = takeOption(words, '--only', '');
  const thresholds = JSON.parse(fs.readFileSync(path.join(here, 'thresholds.json'), 'utf8')).filter(({what}) => what.includes(only));
  if (!thresholds.length) throw new Trouble(`no threshold has ${JSON.stringify(only)} in its description`);
  const build = new Build(directory, 'heapdiff_cli');
  await build.make();
  const rowOf = (names, {right, sure, silent}, wrong) => console.log(`| ${[...names, right, sure, silent, wrong].join(' | ')} |`);
  console.log('| threshold | is | moved to | right in all four | of these strong / likely / weak | controls silent | wrong now |\n|---|---|---|---:|---:|---:|---|');
  const asTheyAre = new Map();
  const scratch = fs.mkdtempSync(path.join(directory, 'thresholds-'));
  try {
    for (const {what, file, line, is, others, triage = false} of thresholds) {
      const options = triage ? [...words, '--triage'] : words;
      if (!asTheyAre.has(triage)) {
        asTheyAre.set(triage, score(build.program, options));
        rowOf([triage ? 'all, of single dumps' : 'all, of pairs', '', 'as they are'], asTheyAre.get(triage), '');
      }
      for (const other of others) {
        const {text, problem} = change({file, line, becomes: line.replace(is, other)});
        if (problem) throw new Trouble(problem);
        const moved = score(await build.makeVariant(file, text, scratch), options);
        const wrong = [...moved.wrong].filter(name => !asTheyAre.get(triage).wrong.has(name));
        rowOf([what, is, other], moved, wrong.slice(0, 6).join(', ') + (wrong.length > 6 ? ` and ${wrong.length - 6} more` : ''));
      }
    }
  } finally {
    fs.rmSync(scratch, {recursive: true});
  }
}

main().catch(error => {
  if (!(error instanceof Trouble)) throw error;
  console.error(`thresholds.mjs: ${error.message}`);
  process.exitCode = 2;
});
