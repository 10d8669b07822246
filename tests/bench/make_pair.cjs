'use strict';
// Writes before.heapsnapshot and after.heapsnapshot of about the given size: many small
// objects of many kinds, since that is what makes real snapshots big. Between the two
// it adds a tenth and replaces a twentieth.
//
//   node --max-old-space-size=16000 make_pair.cjs DIRECTORY MEGABYTES [KIND [SHARE]]
//
// KIND is what most of the file is: "mixed" (the default), "strings" (long ones), "edges" (arrays
// full of references) or "nodes" (objects with hardly any). SHARE is how much of it the earlier
// snapshot has: 0.9 where nothing is said.
const path = require('path');
const v8 = require('v8');

const [directory, megabytes, kind] = [process.argv[2], Number(process.argv[3]), process.argv[4] ?? 'mixed'];
const share = Number(process.argv[5] ?? 0.9);
// Measured with Node 20: what an item takes of the snapshot, and Node itself 4 MB.
const itemBytes = {mixed: 1220, strings: 550, edges: 3050, nodes: 1410}[kind];
if (!directory || !(megabytes > 0) || !itemBytes || !(share > 0 && share <= 1)) {
  console.error('usage: make_pair.cjs DIRECTORY MEGABYTES [mixed|strings|edges|nodes [SHARE]]');
  process.exit(2);
}

const itemCount = Math.max(1000, Math.round((megabytes - 4) * 1e6 / itemBytes));

// 200 classes, each from a place of its own, as a large program has them.
const classes = Array.from({length: 200}, (_, n) => new Function(
  '\n'.repeat(n) + `return class Record${n} { constructor(id, next) { this.id = id; this.next = next; this.field${n % 20} = [id]; } }`)());

const items = new Map();
const byShape = [
  text => ({id: text, name: text}),
  text => ({id: text, tags: [text, 'common'], parent: null}),
  text => ({left: {text}, right: {text}}),
  text => ({method: () => text, options: {deep: {deeper: text}}}),
];

const shared = Array.from({length: 100}, (_, n) => ({n}));
const makeOther = {
  // Out of a buffer, since what is joined of others has no text in a snapshot.
  strings: i => ({text: Buffer.from(`${i}: ${'the words of a long text, '.repeat(20)}`).toString('latin1')}),
  edges: i => Array.from(shared, (_, n) => shared[(i * n) % shared.length]),
  nodes: i => Array.from({length: 10}, (_, n) => ({value: i + n / 3})),
};

function makeItem(i) {
  if (makeOther[kind]) return makeOther[kind](i);
  const text = 'item number ' + i;
  // Whole runs of items hang together, but nothing holds what will be replaced.
  const next = i % 20 === 1 ? null : items.get(i - 1) || null;
  const record = new classes[i % classes.length](text, next);
  return {
    record,
    shape: byShape[i % byShape.length](text + '!'),
    closure: () => record,
    lookup: i % 4 ? null : new Map([[text, record], ['other', {value: text}]]),
    joined: 'the first half of ' + text + ' and the rest',
  };
}

function fill(from, to) {
  for (let i = from; i < to; i++) items.set(i, makeItem(i));
}

const first = Math.round(itemCount * share);
fill(0, first);
v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'));
for (let i = 0; i < first; i += 20) items.set(i, makeItem(i));
fill(first, itemCount);
v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'));
