// The comparisons. Each takes one or two snapshot files and returns how many things
// it compared and every difference it found; `tools` says how to run both programs.
import {createInterface} from 'node:readline';
import {run, runForJson} from './setup.mjs';

// heapdiff prints U+FFFD for half a surrogate pair, as UTF-8 cannot hold one.
const wellFormed = text => text.toWellFormed?.() ?? text.replace(/[\uD800-\uDFFF]/gu, '\uFFFD');

function engine(tools, ...args) {
  return runForJson(process.execPath, [...tools.engine, ...args]);
}

function heapdiff(tools, ...args) {
  return runForJson(tools.heapdiff, [...args, '--format', 'json', '--top', '0']);
}

// --- Every node ----------------------------------------------------------------

const nodeFields = ['id', 'type', 'class', 'self', 'retained', 'distance', 'dominator', 'detachedness'];

async function readNodes(program, args, visit) {
  await run(program, args, async stream => {
    for await (const line of createInterface({input: stream, crlfDelay: Infinity})) {
      const node = JSON.parse(line);
      node.class = wellFormed(node.class);
      visit(node.index, JSON.stringify(nodeFields.map(field => node[field])));
    }
  });
}

export async function checkNodes(tools, file) {
  const expected = new Map();
  await readNodes(process.execPath, [...tools.engine, 'nodes', file],
    (index, values) => expected.set(index, values));
  const compared = expected.size;
  const differences = [];
  await readNodes(tools.heapdiff, ['nodes', file, '--format', 'ndjson'], (index, values) => {
    if (expected.get(index) !== values) {
      differences.push({what: `node ${index} [${nodeFields}]`, devtools: expected.get(index), heapdiff: values});
    }
    expected.delete(index);
  });
  for (const [index, values] of expected) differences.push({what: `node ${index}`, devtools: values});
  return {compared: `${compared} nodes`, differences};
}

// --- Rows of tables --------------------------------------------------------------

// The engine's key is `,name` or `script id,line,column,name`, counted from 0.
// heapdiff names the script instead of numbering it, and counts from 1; so rows
// meet by name, line and column.
function placeOfEngineRow({key}) {
  const [, line, column, name] = /^(?:\d+,(\d+),(\d+))?,(.*)$/s.exec(key);
  return JSON.stringify([wellFormed(name), ...(line === undefined ? [] : [+line + 1, +column + 1])]);
}

function placeOfRow({name, location}) {
  return JSON.stringify([wellFormed(name), ...(location ? [location.line, location.column] : [])]);
}

// Two scripts may hold a class of one name at the same line and column: then one
// place has several rows, and they are compared as a sorted list.
function groupRows(rows, placeOf, valuesOf) {
  const groups = new Map();
  for (const row of rows) {
    const place = placeOf(row);
    groups.set(place, [...(groups.get(place) ?? []), JSON.stringify(valuesOf(row))].sort());
  }
  return groups;
}

function compareRows(expected, actual, differences) {
  for (const place of new Set([...expected.keys(), ...actual.keys()])) {
    const [devtools, heapdiff] = [expected.get(place)?.join(' '), actual.get(place)?.join(' ')];
    if (devtools !== heapdiff) differences.push({what: `class ${place}`, devtools, heapdiff});
  }
}

function compareValue(what, devtools, heapdiff, differences) {
  const [left, right] = [JSON.stringify(devtools), JSON.stringify(heapdiff)];
  if (left !== right) differences.push({what, devtools: left, heapdiff: right});
}

const sum = (rows, valueOf) => rows.reduce((total, row) => total + valueOf(row), 0);

// --- Summary ---------------------------------------------------------------------

export async function checkSummary(tools, file) {
  const theirs = await engine(tools, 'summary', file);
  const ours = await heapdiff(tools, 'summary', file);
  const differences = [];
  const own = theirs.size - theirs.extraNativeBytes;
  compareValue('nodes', theirs.nodes, ours.nodes, differences);
  compareValue('edges', theirs.edges, ours.edges, differences);
  compareValue('size (sum of all self sizes)', own, ours.size, differences);
  compareValue('extra_native_bytes', theirs.extraNativeBytes, ours.extra_native_bytes ?? 0, differences);
  for (const [group, values] of Object.entries({'': theirs.statistics, native: theirs.statistics.native, v8heap: theirs.statistics.v8heap})) {
    for (const [name, value] of Object.entries(values).filter(([, value]) => typeof value === 'number')) {
      const place = group ? ours.statistics?.[group] : ours.statistics;
      compareValue(['statistics', group, name].filter(Boolean).join('.'), value, place?.[name], differences);
    }
  }
  const values = ({count, size, retained, distance}) => ({count, size, retained, distance});
  compareRows(groupRows(theirs.classes, placeOfEngineRow, values), groupRows(ours.classes, placeOfRow, values), differences);
  compareValue('sum of all rows', own, sum(ours.classes, row => row.size), differences);
  return {compared: `${theirs.classes.length} classes`, overwritten: theirs.overwritten, differences};
}

// --- Comparison --------------------------------------------------------------------

// The engine does not count objects that grew in place; heapdiff does, as `resized`.
function engineColumns({before, after, added, removed}) {
  const sizeDelta = after.size - before.size;
  return {
    before, after,
    new: added.count, deleted: removed.count, count_delta: added.count - removed.count,
    allocated: added.size, freed: removed.size, resized: sizeDelta - (added.size - removed.size),
    size_delta: sizeDelta, retained_delta: after.retained - before.retained,
  };
}

function heapdiffColumns(row) {
  const side = ({count, size, retained}) => ({count, size, retained});
  return {
    before: side(row.before), after: side(row.after),
    new: row.new, deleted: row.deleted, count_delta: row.count_delta,
    allocated: row.allocated, freed: row.freed, resized: row.resized,
    size_delta: row.size_delta, retained_delta: row.retained_delta,
  };
}

function checkBooks(row, differences) {
  const where = `books of ${placeOfRow(row)}: `;
  const grown = row.after.size - row.before.size;
  compareValue(where + 'allocated - freed + resized', grown, row.allocated - row.freed + row.resized, differences);
  compareValue(where + 'size_delta', grown, row.size_delta, differences);
  compareValue(where + 'new - deleted', row.after.count - row.before.count, row.new - row.deleted, differences);
}

export async function checkDiff(tools, before, after) {
  const theirs = await engine(tools, 'diff', before, after, '--sides');
  const ours = await heapdiff(tools, before, after);
  const differences = [];
  // A table of changes need not show what did not change; nor can it be told which of several rows of
  // one place it leaves out.
  const shown = new Set(ours.classes.map(placeOfRow));
  const isLeftOut = row => isStill(row) && (!shown.has(placeOfEngineRow(row)) || theirRows.get(placeOfEngineRow(row)) > 1);
  const theirRows = countBy(theirs.classes, placeOfEngineRow);
  const expected = groupRows(theirs.classes.filter(row => !isLeftOut(row)), placeOfEngineRow, engineColumns);
  const actual = groupRows(ours.classes.filter(row => !isStillHere(row) || theirRows.get(placeOfRow(row)) === 1), placeOfRow, heapdiffColumns);
  compareRows(expected, actual, differences);
  ours.classes.forEach(row => checkBooks(row, differences));
  const grown = sum(theirs.classes, row => row.after.size - row.before.size);
  compareValue('sum of size_delta over all rows', grown, sum(ours.classes, row => row.size_delta), differences);
  return {compared: `${expected.size} classes`, overwritten: theirs.overwritten, differences};
}

function countBy(rows, keyOf) {
  const counts = new Map();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}

function isStillHere(row) {
  return row.new === 0 && row.deleted === 0 && row.before.size === row.after.size;
}

function isStill({before, after, added, removed}) {
  return added.count === 0 && removed.count === 0 && before.size === after.size;
}
