'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const {run, toArguments} = require('./run.cjs');
const {takeSnapshot} = require('./snapshot.cjs');

/** What assertNoLeak throws: the message is the report on the suspects. */
class LeakError extends Error {
  constructor(message, report, snapshots) {
    super(message);
    this.name = 'LeakError';
    this.code = 'ERR_HEAPDIFF_LEAK';
    this.report = report;
    this.snapshots = snapshots;
    this.stack = `${this.name}: ${message}`; // its frames are ours, and none is the leak's
  }
}

const units = {B: 1, kB: 1e3, MB: 1e6, GB: 1e9, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30};

/** '64B', '1.5 KiB' or a number, in bytes. */
function toBytes(size) {
  if (typeof size === 'number' && size >= 0) return size;
  const parts = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)?$/.exec(size);
  const unit = parts && (parts[2] ? units[parts[2]] : 1);
  if (!unit) throw new TypeError(`allow: expected a size such as '64B' or '1KiB', got ${JSON.stringify(size)}`);
  return Number(parts[1]) * unit;
}

function toCount(name, value, least, why = '') {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new TypeError(`${name}: expected a whole number of at least ${least}${why}, got ${JSON.stringify(value)}`);
}

// Growth of fewer bytes the program does not look into, and so few objects alike it does not take for an accumulation:
// growth_bytes_min and items_min of its source.
const growthMin = 8192;
const runsMin = 16;

/** What each of so many runs must leave behind to be seen in all of them, as it would be written. */
const leastSeen = runs => `${Math.ceil(growthMin / runs)}B`;

const kept = ['on-failure', 'always', 'never'];
const known = new Set(['warmup', 'runs', 'allow', 'baseline', 'suppressions', 'config', 'keep', 'directory']);

function check(options) {
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw new TypeError(`assertNoLeak has no option ${name}; it has ${[...known].join(', ')}`);
  }
  const {warmup = 10, runs = 200, keep = 'on-failure', directory, ...rules} = options;
  toCount('warmup', warmup, 0);
  toCount('runs', runs, runsMin, ', since fewer objects alike are not told from other growth');
  const {allow = Math.max(64, toBytes(leastSeen(runs))), ...others} = rules;
  const bytes = toBytes(allow);
  if (bytes * runs < growthMin) {
    throw new TypeError(`${runs} runs are too few to judge by allow: ${JSON.stringify(allow)}: ` +
      `growth of less than ${growthMin} bytes in all is not looked into. ` +
      (bytes > 0 ? `Take runs: ${Math.ceil(growthMin / bytes)}, or allow: '${leastSeen(runs)}'` : `Take allow: '${leastSeen(runs)}', or less with more runs`));
  }
  if (!kept.includes(keep)) throw new TypeError(`keep: expected ${kept.join(', ')}, got ${JSON.stringify(keep)}`);
  return {warmup, runs, allow: bytes, keep, directory, rules: others};
}

/** The suspects of a text report, without its head and its tables. */
function suspectsOf(text) {
  const lines = text.split('\n');
  const head = lines.indexOf('');
  const table = lines.findIndex(line => line.startsWith('Constructor '));
  return lines.slice(head + 1, table < 0 ? undefined : table).join('\n').trimEnd();
}

/**
 * The growth between two snapshots that is too much, by what tells it from other growth. Of two that no holder was
 * found for nobody can tell whether they are one.
 */
function excess(report, {runs, allow}) {
  const found = new Set();
  const isTooMuch = bytes => bytes / runs > allow;
  report.suspects.forEach((suspect, index) => {
    const {fingerprint, standing} = report.gate.suspects[index];
    if (suspect.confidence === 'weak' || standing === 'known' || standing === 'exempt') return;
    if (standing === 'fresh' && !isTooMuch(suspect.growth.size)) return;
    found.add(fingerprint);
  });
  if (report.unnamed && isTooMuch(report.unnamed.size)) found.add('unnamed');
  return found;
}

async function compare(before, after, {runs, rules}) {
  const text = `${after}.txt`;
  const {stdout} = await run([before, after, ...toArguments({ops: runs, noConfig: !rules.config, ...rules, failOn: 'suspects >= likely'}),
    '--quiet', '--report=json', `--report=text=${text}`]);
  const suspects = suspectsOf(fs.readFileSync(text, 'utf8'));
  fs.rmSync(text);
  return {report: JSON.parse(stdout), suspects};
}

/**
 * Runs `test` and throws LeakError if each run leaves something behind: see index.d.cts.
 *
 * Between two snapshots there are `runs` runs. Growth that is too much is looked for again after as many
 * more, since something that grew once, such as a cache that was filled, is no leak. Of the first look only
 * names stay in memory.
 */
exports.assertNoLeak = async (test, options = {}) => {
  if (typeof test !== 'function') throw new TypeError('assertNoLeak needs a function to run');
  const plan = check(options);
  const repeat = async times => {
    for (let i = 0; i < times; i++) await test();
  };
  if (plan.directory) fs.mkdirSync(plan.directory, {recursive: true});
  const directory = fs.mkdtempSync(path.join(plan.directory ?? os.tmpdir(), 'heapdiff-'));
  const snapshots = [];
  const take = async name => {
    snapshots.push(await takeSnapshot(path.join(directory, `${name}.heapsnapshot`)));
  };
  let isLeak = false;
  try {
    await run(['--version']); // what starting a process leaves behind is there before the first snapshot
    await repeat(plan.warmup);
    await take('before');
    await repeat(plan.runs);
    await take('after');
    const first = excess((await compare(snapshots[0], snapshots[1], plan)).report, plan);
    if (first.size === 0) return;

    await repeat(plan.runs);
    await take('again');
    const {report, suspects} = await compare(snapshots[1], snapshots[2], plan);
    const again = excess(report, plan);
    if (![...again].some(name => first.has(name))) return;
    isLeak = true;
    const places = plan.keep === 'never' ? '' : `\n\nsnapshots: ${snapshots.join('\n           ')}`;
    throw new LeakError(`${plan.runs} runs left this behind, and ${plan.runs} more did so again:\n\n${suspects}${places}`,
      report, plan.keep === 'never' ? [] : snapshots);
  } finally {
    if (plan.keep !== 'always' && !(plan.keep === 'on-failure' && isLeak)) fs.rmSync(directory, {recursive: true, force: true});
  }
};

exports.LeakError = LeakError;
