'use strict';
// Writes before.heapsnapshot and after.heapsnapshot of about the given size: many small
// objects of many kinds, since that is what makes real snapshots big. Between the two
// it adds a tenth and replaces a twentieth.
//
//   node --max-old-space-size=16000 make_pair.cjs DIRECTORY MEGABYTES
const path = require('path');
const v8 = require('v8');

const [directory, megabytes] = [process.argv[2], Number(process.argv[3])];
if (!directory || !(megabytes > 0)) {
  console.error('usage: make_pair.cjs DIRECTORY MEGABYTES');
  process.exit(2);
}

// Measured with Node 20: an item takes about 1,220 bytes of snapshot, and Node itself 4 MB.
const itemCount = Math.max(1000, Math.round((megabytes - 4) * 1e6 / 1220));

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

function makeItem(i) {
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

const first = Math.round(itemCount * 0.9);
fill(0, first);
v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'));
for (let i = 0; i < first; i += 20) items.set(i, makeItem(i));
fill(first, itemCount);
v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'));
