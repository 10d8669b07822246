'use strict';
// A program with one of everything a heap may hold. It writes a snapshot, makes more
// of all of it, changes some of the old, and writes another.
//
//   node leak.cjs DIRECTORY [SNAPSHOT_OPTIONS_AS_JSON]
//
// It must run on Node 12: no optional chaining, no class fields, no private fields.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');
const {EventEmitter} = require('events');

const kept = {};

// The list called `name`, made when first asked for.
function list(name) {
  return kept[name] || (kept[name] = []);
}

// --- Two classes of one name, from two places -------------------------------

const FirstNode = (() => class Node {
  constructor(value) { this.value = value; }
})();

const SecondNode = (() => class Node {
  constructor(value, next) { this.other = value; this.next = next; }
})();

const FarNode = vm.runInThisContext('(class Node { constructor() { this.far = {}; } })', 'far/node.js');

function growClasses(i) {
  list('first').push(new FirstNode('v' + i));
  list('second').push(new SecondNode({i: String(i)}, null));
  if (i % 10 === 0) list('far').push(new FarNode());
  // A list through the objects themselves: the dominator tree becomes deep.
  kept.chain = new SecondNode('link', kept.chain || null);
}

// --- Plain objects: what DevTools infers its shape names from ---------------

function growShapes(i) {
  const text = 's' + i;
  const shapes = list('shapes');
  shapes.push({id: text, name: text});
  shapes.push({name: text, id: text});
  shapes.push({id: text, name: text, tags: [text]});
  shapes.push({'a,b': text, 'it\'s': text, 'say "x"': text, '{brace}': text});
  shapes.push({'': text, ' ': text, 'new\nline': text, '\u{1F600}': text, 'é': text});
  shapes.push({['__proto__']: text, after: text});
  shapes.push(Object.assign(Object.create(null), {bare: text, id: text}));
  shapes.push({get computed() { return text; }, set computed(value) { kept.computed = value; }});
  shapes.push({});
  const wide = {};
  for (let k = 0; k < 30; k++) wide['property' + k] = text;
  shapes.push(wide);
  shapes.push({['long '.repeat(40)]: text});
  // Found once or twice only, so they take the best shape among the frequent ones.
  if (i % 200 === 0) shapes.push({id: text, name: text, ['rare' + i]: text}, {['only' + i]: text});
  shapes.push({number: i, ratio: i + 0.5, flag: true, nothing: null, missing: undefined});
}

// --- Collections -------------------------------------------------------------

const byId = new Map();
const seen = new Set();
const notes = new WeakMap();
const others = new WeakMap();
const marks = new WeakSet();

function growCollections(i) {
  const key = {key: String(i)};
  byId.set('id-' + i, {entry: key});
  byId.set(i, i);
  seen.add(key);
  // One key in two weak tables, a value that leads back to its key, and a key
  // that only another pair's value holds.
  const inner = {inner: key};
  notes.set(key, {note: 'n' + i, about: key, inner});
  others.set(key, {other: 'o' + i});
  others.set(inner, {behind: 'b' + i});
  marks.add(inner);
  // Nobody holds this key: the pair is dead at once.
  notes.set({dead: i}, {value: 'dead' + i});
  list('sparse')[i * 7] = key;
  list('nested').push([[text(i)], new Map([[key, new Set([i])]])]);
}

function text(i) {
  return 'text number ' + i;
}

// --- Strings and other primitives ---------------------------------------------

let rope = '';

function growPrimitives(i) {
  rope += text(i) + ';';
  list('cons').push('first half ' + i + ' and ' + ('second half ' + i));
  // Through JSON, so that the parent is one flat string.
  const parent = JSON.parse('"' + 'a long parent of slices '.repeat(4) + i + '"');
  list('slices').push(parent.slice(3, 40));
  list('unicode').push('ünï ' + i, '\u{1D800} ' + i, 'lone \uD800 ' + i, '\u2028 ' + i, '\u202E rtl ' + i, 'nul \0 ' + i);
  if (i % 100 === 0) list('long').push('x'.repeat(3000) + i);
  list('symbols').push(Symbol('symbol ' + i), {[Symbol('key')]: i});
  list('bigints').push(BigInt(i) * BigInt(2) ** BigInt(100));
  list('doubles').push(i + 0.25);
  list('boxed').push(new String('boxed ' + i), new Number(i), new Date(i));
  list('regexps').push(new RegExp('^a' + i + '+$', 'g'));
  if (/b(\d)/.test('b' + i)) list('matches').push(RegExp.$1);
  list('errors').push(new TypeError('error ' + i));
}

// --- Binary data -----------------------------------------------------------------

function growBinary(i) {
  list('pooled').push(Buffer.from('small ' + i));
  if (i % 10) return;
  list('buffers').push(Buffer.alloc(5000 + i));
  const shared = new ArrayBuffer(256);
  list('arrays').push(new Float64Array(shared), new Uint8Array(shared, 8, 8), new DataView(shared), new Int32Array(3));
  list('shared').push(new SharedArrayBuffer(128));
}

// --- Functions, and what suspends --------------------------------------------------

const bus = new EventEmitter();
bus.setMaxListeners(0);

function* count(from) {
  const local = {local: from};
  yield local;
  yield from;
}

async function waitFor(promise, local) {
  await promise;
  return local;
}

function growFunctions(i) {
  const big = {captured: new Array(5).fill(i)};
  list('closures').push(() => big, function named() { return big; }, (function() {}).bind(big, i));
  bus.on('tick', () => big.captured.length);
  if (i % 10 === 0) {
    const timer = setInterval(() => big, 60000 + i % 3);
    timer.unref();
    list('timers').push(timer);
    list('made').push(new Function('x', 'return x + ' + i), eval('(() => ' + i + ')'));
    list('proxies').push(new Proxy({target: text(i)}, {get: () => i}));
  }
  const generator = count(i);
  generator.next();
  list('generators').push(generator);
  const pending = new Promise(resolve => list('resolvers').push(resolve));
  list('promises').push(pending.then(() => big), waitFor(pending, {awaiting: text(i)}), Promise.resolve({done: i}));
  kept.tail = (kept.tail || Promise.resolve()).then(() => i);
}

// --- What only newer versions have, and what hangs on native objects ---------------

const target = typeof EventTarget === 'function' ? new EventTarget() : null;

function growHosts(i) {
  if (target) target.addEventListener('tick', () => i);
  if (i % 50) return;
  if (typeof AbortController === 'function') {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => i);
    list('aborts').push(controller);
  }
  if (typeof WeakRef === 'function') list('weakRefs').push(new WeakRef(kept), new WeakRef({dead: i}));
  if (typeof FinalizationRegistry === 'function') {
    kept.registry = kept.registry || new FinalizationRegistry(() => {});
    kept.registry.register(list('shapes')[i], {held: text(i)});
  }
  list('urls').push(new URL('http://example.com/' + i));
  list('contexts').push(i % 200 ? null : vm.createContext({inside: {i: text(i)}}));
  list('scripts').push(new vm.Script('var a' + i, {filename: 'made-' + i + '.js'}));
}

// --- Same objects, other sizes and shapes -------------------------------------------

function setUpChanges() {
  for (let i = 0; i < 120; i++) {
    list('growing').push({id: text(i), name: text(i)});
    list('shrinking').push({id: text(i), name: text(i), gone: text(i)});
    list('stretched').push([i]);
    list('filled').push(new Map());
    list('labelled').push(function labelled() {});
    list('emptied').push(new Set(Array.from({length: 20}, (_, k) => k)));
    list('reshaped').push({first: text(i)});
  }
}

function change() {
  kept.growing.forEach((object, i) => {
    for (let k = 0; k <= i; k++) object['more' + k] = text(k);
  });
  kept.shrinking.forEach(object => delete object.gone);
  kept.stretched.forEach((array, i) => array.push(...new Array(i).fill('x')));
  kept.filled.forEach((map, i) => { for (let k = 0; k < i; k++) map.set(k, text(k)); });
  kept.labelled.forEach((f, i) => { f['label' + i % 3] = text(i); });
  kept.emptied.forEach(set => set.clear());
  kept.reshaped.forEach((object, i) => { object['second' + i % 2] = text(i); });
  kept.first.splice(0, 100);
  kept.shapes.splice(0, 50);
  kept.timers.splice(0, 5).forEach(clearInterval);
  byId.delete('id-3');
}

function grow(from, to) {
  for (let i = from; i < to; i++) {
    growClasses(i);
    growShapes(i);
    growCollections(i);
    growPrimitives(i);
    growBinary(i);
    growFunctions(i);
    growHosts(i);
  }
}

function nextTurn() {
  return new Promise(resolve => setImmediate(resolve));
}

async function main() {
  const directory = process.argv[2] || '.';
  const options = process.argv[3] ? JSON.parse(process.argv[3]) : undefined;
  setUpChanges();
  grow(0, 200);
  await nextTurn();
  v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'), options);
  grow(200, 800);
  change();
  bus.emit('tick');
  await nextTurn();
  v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'), options);
  process.exit(rope.length ? 0 : 1);
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
