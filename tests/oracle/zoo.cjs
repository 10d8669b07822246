'use strict';
// Every kind of value, key and name that a heap may hold, once or a few times each, with the borders
// of its numbers and texts. It writes a snapshot, makes everything again, and writes another.
//
//   node zoo.cjs DIRECTORY [SNAPSHOT_OPTIONS_AS_JSON]
//
// It must run on Node 8: what is newer stands in texts, and is left out where it cannot be compiled.
const fs = require('fs');
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const zoo = [];

// Keeps what the code makes, if this version of Node can.
function keep(code) {
  try {
    zoo.push(new Function('i', 'require', 'zoo', 'return ' + code)(zoo.length, require, zoo));
  } catch (error) {
    zoo.push(error);
  }
}

// --- Numbers: the borders of small integers, of indices, and what is no number ---------------

function numbers() {
  const values = [0, -0, NaN, Infinity, -Infinity, 1, -1, 2 ** 30, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 2,
    2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_VALUE, Number.MAX_VALUE, 0.1, Math.PI];
  zoo.push(values, values.map(value => ({value})), values.map(value => Object(value)), new Map(values.map(v => [v, {v}])));
  keep('[0n, -1n, 2n ** 31n, 2n ** 64n, -(2n ** 1000n), Object(5n), BigInt.asIntN(64, -1n)]');
}

// --- Keys ------------------------------------------------------------------------------------

const indices = [0, 1, 5, 2 ** 28 - 2, 2 ** 28 - 1, 2 ** 28, 536870912, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1,
  3000000000, 2 ** 32 - 3, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 53];
const names = ['', ' ', '-0', '-1', '1.5', '01', '1e3', 'NaN', '__proto__', 'constructor', 'toString', 'a.b', 'a b', '"quoted"',
  '\\', '\n', '\0', '\u2028', '\ud800', '\udc00', '\ud83d\ude00', '\u{1f600}x', '\u202e', '<div class="x">', 'system / Context',
  'system / Context / scope @7', '(root)', '{a, b}', '4294967294', 'é', 'x'.repeat(2000)];

function keys() {
  const elements = {};
  const array = [];
  const inFunction = function() {};
  const errors = new Error('with elements');
  for (const index of indices) {
    for (const holder of [elements, array, inFunction, errors]) holder[index] = {index};
  }
  const properties = {};
  for (const name of names) Object.defineProperty(properties, name, {value: {name}, enumerable: true, configurable: true, writable: true});
  const bare = Object.create(null);
  for (const name of names) bare[name] = {name};
  const symbols = {[Symbol()]: {}, [Symbol('')]: {}, [Symbol('a')]: {}, [Symbol.for('registered \ud800')]: {}, [Symbol.iterator]: () => [][Symbol.iterator]()};
  zoo.push(elements, array, inFunction, errors, properties, bare, symbols, new Map(names.map(name => [name, {name}])), new Set(names));
  keep('new (class { #secret = {}; #method() {} static #count = {}; get #both() { return 1; } set #both(v) {} static { this.made = {}; } read() { return this.#secret; } })');
  keep('new (class { accessor = {}; static accessor = {}; "quoted field" = {}; 4294967294 = {}; [Symbol.toStringTag] = "Tagged"; })');
}

// --- Objects: every way of keeping properties and elements -----------------------------------------

function objects() {
  const dictionary = {};
  for (let k = 0; k < 2000; k++) dictionary['key' + k] = {k};
  for (let k = 0; k < 1000; k++) delete dictionary['key' + k];
  const holey = [{}, , {}, , , {}];
  const sparse = [];
  sparse[100000] = {};
  const accessors = Object.defineProperties({}, {
    getter: {get() { return 1; }, configurable: true}, setter: {set(v) {}}, both: {get() { return 2; }, set(v) {}, enumerable: true},
    hidden: {value: {}, enumerable: false}, [2 ** 32 - 2]: {get() { return 3; }},
  });
  const cyclic = {};
  cyclic.self = cyclic;
  let chain = null;
  for (let k = 0; k < 200; k++) chain = Object.create(chain);
  const wide = {};
  for (let k = 0; k < 1100; k++) wide['p' + k] = k % 3 ? {k} : 'text ' + k;
  zoo.push(dictionary, holey, sparse, accessors, cyclic, chain, wide, Object.freeze({frozen: {}}), Object.seal([{}]), Object.preventExtensions({}),
    [1, 2, 3], [1.5, 2.5], [1, 'a', {}], new Array(1000), new Array(50).fill(0.5), [, 1.5], (function() { return arguments; })(1, {}, 'c'),
    (function(a) { a = {}; return arguments; }).call(null, {}), Object.assign(() => 1, {property: {}}), Object.create(Array.prototype), Object.create(Function.prototype),
    new Proxy({}, {}), new Proxy(function() {}, {get: () => 1}), Proxy.revocable({}, {}), new Date(NaN), new Date(0), /a(b)?/gi, new RegExp('\\ud800', 'u'),
    new (class extends Array {})(3), new (class extends Map {})([[{}, {}]]), new (class extends Error {})('sub'), new (class Named { static get [Symbol.species]() { return Array; } })(),
    new (class { get name() { return 'x'; } })(), class {}, class A extends null {}, {__proto__: {inherited: {}}}, {toString: null, valueOf: undefined});
  keep('/(?<name>b)(?<=a)\\p{L}/u');
  keep('Object.groupBy([1, 2, 3], n => n % 2 ? "odd" : "even")');
  keep('[new AggregateError([new Error("a")], "many"), new Error("outer", {cause: new Error("inner")})]');
}

// --- Strings ---------------------------------------------------------------------------------------

function strings() {
  let rope = '';
  for (let k = 0; k < 300; k++) rope += 'piece ' + k;
  const flat = JSON.parse('"' + 'a parent of slices, flat '.repeat(8) + '"');
  zoo.push(names.map(name => name + zoo.length), rope, rope.slice(7, 1500), flat.slice(3, 60), ('left half of it ' + zoo.length) + ('right half of it ' + zoo.length),
    'x'.repeat(100000) + zoo.length, '\ud800'.repeat(20) + zoo.length, 'ü\u{1d800}'.repeat(700) + zoo.length, Buffer.alloc(5000, 'z').toString('latin1'),
    Buffer.alloc(5000, 'é').toString('utf16le'), new String('boxed'), String.raw`raw \u`, (x => x)`template ${zoo.length} text`);
  keep('["\\ud800".toWellFormed(), "a-b".replaceAll("-", "+")]');
}

// --- Binary data --------------------------------------------------------------------------------------

function binary() {
  const shared = new ArrayBuffer(64);
  zoo.push(shared, new DataView(shared, 8, 16), new ArrayBuffer(0), Buffer.from('pooled'), Buffer.alloc(100000), Buffer.alloc(0));
  for (const View of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
    zoo.push(new View(3), new View(shared, 8, 2), new View(2000));
  }
  keep('[new BigInt64Array(4), new BigUint64Array(1000)]');
  keep('new Float16Array(7)');
  // Address space alone, and next to no memory. DevTools keeps sizes modulo 2^32, so no more than that.
  keep('new Uint8Array(2 ** 31 + 16)');
  keep('[new ArrayBuffer(8, {maxByteLength: 2 ** 20}), new Uint16Array(new ArrayBuffer(8, {maxByteLength: 64}))]');
  keep('[new SharedArrayBuffer(8, {maxByteLength: 64}), new Int32Array(new SharedArrayBuffer(64))]');
  keep('(b => [b, b.transfer(16)])(new ArrayBuffer(8))');
  keep('(b => (structuredClone(b, {transfer: [b]}), b))(new ArrayBuffer(8))');
}

// --- Functions, and what suspends ---------------------------------------------------------------------

function functions(i) {
  const captured = {i};
  function* generate() { const local = {}; yield local; yield captured; }
  const started = generate();
  started.next();
  const finished = generate();
  for (const value of finished) void value;
  zoo.push(started, finished, generate(), generate, function named() { return captured; }, () => captured, ({method() {}}).method, (function() {}).bind({}, 1, captured),
    new Function('a', 'return a'), eval('(function inEval() { return captured; })'), (0, eval)('(() => 1)'), async () => captured,
    new Promise(() => {}), Promise.resolve({}), new Promise(resolve => zoo.push(resolve)).then(() => captured),
    (async () => { await new Promise(() => {}); return captured; })(), vm.runInThisContext('(class InScript { constructor() { this.here = {}; } })', 'zoo/\u{1f600} script.js'),
    vm.runInNewContext('[{}, function inContext() {}, new Map([[1, {}]]), this]'), new vm.Script('var a' + i + ' = 1', {filename: ''}));
  keep('(g => (g.next(), g))((async function*() { const local = {}; yield local; })())');
  keep('Promise.withResolvers()');
  keep('(a => a)(new (require("async_hooks").AsyncLocalStorage)())');
  keep('(() => { label: for (const x of [{}]) { const y = {x}; zoo.push(() => y); } { let z = {}; zoo.push(() => z); } })');
}

// --- Collections, their iterators, and what is weak ------------------------------------------------------

function collections(i) {
  const key = {i};
  const map = new Map([[key, {v: i}], [NaN, {}], [-0, {}], [2 ** 31, {}], ['text', key]]);
  const set = new Set([key, 'text', 2 ** 32, undefined, null]);
  const weak = new WeakMap([[key, {about: key}], [map, set], [function() {}, {dead: true}]]);
  zoo.push(map, set, weak, new WeakSet([key]), new Map(), new Set(), map.entries(), map.keys(), set.values(), [key][Symbol.iterator](), 'text'[Symbol.iterator](),
    [1, 2].entries(), 'aXbX'.matchAll ? 'aXbX'.matchAll(/X/g) : null);
  const emptied = new Map(Array.from({length: 500}, (_, k) => [k, {k}]));
  emptied.clear();
  zoo.push(emptied);
  keep('[new WeakRef(zoo), new WeakRef({})]');
  keep('(r => (r.register(zoo[0], {held: i}, zoo[1]), r.register({}, "dead"), r))(new FinalizationRegistry(() => {}))');
  keep('[new Map([[1, {}]]).values().map(x => x), Iterator.from({next() { return {done: true}; }})]');
  keep('new WeakMap([[Symbol("weak key"), {}]])');
  keep('new (class { [Symbol.dispose]() {} })');
}

// --- Wasm, internationalisation, hosts ------------------------------------------------------------------------

// (module (memory (export "m") 1) (table (export "t") 2 funcref) (global (export "g") i32 (i32.const 7))
//         (func (export "f") (result i32) i32.const 42))
const wasm = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 4, 4, 1, 112, 0, 2, 5, 3, 1, 0, 1,
  6, 6, 1, 127, 0, 65, 7, 11, 7, 17, 4, 1, 109, 2, 0, 1, 116, 1, 0, 1, 103, 3, 0, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11]);

function hosts(i) {
  const module = new WebAssembly.Module(wasm);
  const instance = new WebAssembly.Instance(module);
  zoo.push(module, instance, instance.exports, instance.exports.f, new WebAssembly.Memory({initial: 1, maximum: 3}), new WebAssembly.Table({initial: 3, element: 'anyfunc'}));
  keep('new WebAssembly.Global({value: "i64", mutable: true}, 5n)');
  keep('new WebAssembly.Memory({initial: 1, maximum: 2, shared: true})');
  keep('[new WebAssembly.Tag({parameters: ["i32"]}), new WebAssembly.Exception(new WebAssembly.Tag({parameters: []}), [])]');
  keep('[new Intl.NumberFormat("de"), new Intl.DateTimeFormat("en"), new Intl.Collator("sv")]');
  keep('[new Intl.Segmenter("en"), new Intl.ListFormat("en"), new Intl.Locale("de-AT")]');
  keep('new URL("http://example.com/?" + i)');
  keep('new (require("events").EventEmitter)().on("tick", () => i)');
  keep('new (require("stream").Transform)()');
  keep('require("crypto").createHash("sha1")');
  keep('require("zlib").createGzip()');
  keep('setTimeout(() => i, 1e9).unref()');
  keep('new (require("worker_threads").MessageChannel)().port1.unref()');
  keep('[new TextDecoder(), new AbortController(), new Blob(["x"]), new ReadableStream(), new Event("tick")]');
  keep('new DOMException("text", "AbortError")');
  keep('Temporal.Now.instant()');
}

function fill() {
  for (let i = 0; i < 3; i++) {
    [numbers, keys, objects, strings, binary, functions, collections, hosts].forEach(make => make(i));
  }
}

function write(file, options) {
  if (v8.writeHeapSnapshot) {
    v8.writeHeapSnapshot(file, options);
    return;
  }
  const session = zoo.session || (zoo.session = new (require('inspector').Session)());
  if (!zoo.isConnected) session.connect();
  zoo.isConnected = true;
  const fd = fs.openSync(file, 'w');
  const onChunk = message => fs.writeSync(fd, message.params.chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', onChunk);
  session.post('HeapProfiler.takeHeapSnapshot', error => { if (error) throw new Error(error.message); });
  session.removeListener('HeapProfiler.addHeapSnapshotChunk', onChunk);
  fs.closeSync(fd);
}

const directory = process.argv[2] || '.';
const options = process.argv[3] ? JSON.parse(process.argv[3]) : undefined;
fill();
write(path.join(directory, 'before.heapsnapshot'), options);
fill();
write(path.join(directory, 'after.heapsnapshot'), options);
process.exit(0);
