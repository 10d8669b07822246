// One way to leak for each shape that Node can show, with names, holders and elements drawn.
//
// A leak is {shape, imports, code, step: number => statements, per, names, element, …}: `names`
// lead to the holder, `element` is what piles up, in the words of pieces.mjs. Numbers start
// at 0 and none comes twice.
import {callback, element, slot} from './pieces.mjs';

const events = {from: 'node:events', names: ['EventEmitter']};
const asyncHooks = {from: 'node:async_hooks', names: ['AsyncLocalStorage']};

function keyOf(d) {
  return d.pick(['`' + d.words() + ' ${i}`', `'${d.pick(['k', 'id-', 'n'])}' + i`, 'i', '`${i % 7}/${i}`']);
}

// Operations of a container to which something is added. `value` is an expression in `i`.
const containers = {
  map: {start: 'new Map()', shape: 'unbounded-map', size: access => `${access}.size`, add: (access, value, d) => `${access}.set(${keyOf(d)}, ${value});`},
  set: {start: 'new Set()', shape: 'unbounded-set', size: access => `${access}.size`, add: (access, value) => `${access}.add(${value});`},
  array: {start: '[]', shape: 'unbounded-array', size: access => `${access}.length`, add: (access, value) => `${access}.push(${value});`},
};

// A container in a slot. `prepare` are statements in `i` that come first.
function kept(d, container, value, {prepare = () => '', kinds} = {}) {
  const {start, size, add} = containers[container];
  const made = slot(d, {start, kinds, operations: {
    add: {parameters: 'i', body: access => `${prepare(access)}${add(access, value, d)}`},
    count: {body: access => `return ${size(access)};`},
  }});
  return {...made, step: i => `${made.call.add(i)};`, query: made.call.count()};
}

function fromContainer(container) {
  return (d, options) => {
    const item = element(d, options);
    const made = kept(d, container, item.make('i'));
    return {...made, shape: containers[container].shape, code: `${item.code}\n\n${made.code}`, element: [item.truth]};
  };
}

function mapOfFewKeys(d, options) {
  const item = element(d, options);
  const few = d.int(2, 40);
  const made = slot(d, {start: 'new Map()', operations: {
    add: {parameters: 'i', body: access => `const key = \`${d.words()} \${i % ${few}}\`;\nif (!${access}.has(key)) ${access}.set(key, []);\n${access}.get(key).push(${item.make('i')});`},
    count: {body: access => `return ${access}.size;`},
  }});
  return {...made, shape: ['unbounded-map', 'unbounded-array'], code: `${item.code}\n\n${made.code}`, step: i => `${made.call.add(i)};`, query: made.call.count(), element: [item.truth]};
}

// Each addition makes a new array.
function arrayReplaced(d, options) {
  const item = element(d, options);
  const longer = d.pick([(access, value) => `[...${access}, ${value}]`, (access, value) => `${access}.concat([${value}])`]);
  const made = slot(d, {start: '[]', changes: true, operations: {
    add: {parameters: 'i', body: access => `${access} = ${longer(access, item.make('i'))};`},
    count: {body: access => `return ${access}.length;`},
  }});
  return {...made, shape: 'unbounded-array', most: 1200, code: `${item.code}\n\n${made.code}`, step: i => `${made.call.add(i)};`, query: made.call.count(), element: [item.truth]};
}

function dictionary(d, options) {
  const item = element(d, options);
  const key = d.pick(['`' + d.words() + ' ${i}`', `'id-' + i`, '`${i % 7}/${i}`']);
  const made = slot(d, {start: d.pick(['{}', 'Object.create(null)']), operations: {
    add: {parameters: 'i', body: access => d.pick([`${access}[${key}] = ${item.make('i')};`, `${access}[${key}] ??= ${item.make('i')};`])},
    has: {parameters: 'key', body: access => `return key in ${access};`},
  }});
  return {...made, shape: 'object-dictionary', code: `${item.code}\n\n${made.code}`, step: i => `${made.call.add(i)};`, query: made.call.has(`'${d.words()}'`), element: [item.truth]};
}

function globalVariable(d, options) {
  const item = element(d, options);
  const name = d.containerName();
  const kind = d.pick(['map', 'set', 'array', 'array']);
  const container = containers[kind];
  const add = d.functionName();
  const access = `globalThis.${name}`;
  // Without a declaration, as it happens by accident, where the language still lets it.
  const code = options.sloppy && d.chance(50)
    ? `function ${add}(i) {\n  if (typeof ${name} === 'undefined') ${name} = ${container.start};\n  ${container.add(name, item.make('i'), d)}\n}`
    : `function ${add}(i) {\n  ${access} ??= ${container.start};\n  ${container.add(access, item.make('i'), d)}\n}`;
  // A Map or Set is there on purpose, as far as anybody can see.
  return {shape: kind === 'array' ? 'accidental-global' : container.shape, code: `${item.code}\n\n${code}`, step: i => `${add}(${i});`, names: [[{property: name}]], file: false, element: [item.truth]};
}

function listeners(d, options) {
  const item = element(d, options);
  const owner = d.variableName();
  const kind = d.pick(['emitter', 'emitter', 'subclass', 'once', 'target', 'signal', 'process']);
  const event = kind === 'signal' ? 'abort' : d.eventName();
  const listener = callback(d, {uses: `${owner}.${item.label} = ${d.int(1, 99)};`});
  const subscribe = listen => `const ${owner} = ${item.make('i')};\n${listener.before}${listen}`;
  const common = {shape: 'event-listeners', event, element: [listener.truth]};

  if (kind === 'process') {
    const add = d.functionName();
    const body = subscribe(`process.${d.pick(['on', 'addListener'])}('${event}', ${listener.text});`);
    return {...common, names: [[{property: 'process'}]], file: false, step: i => `${add}(${i});`,
      code: `process.setMaxListeners(0);\n\n${item.code}\n\n${listener.code}\n\nfunction ${add}(i) {\n  ${body.replaceAll('\n', '\n  ')}\n}`};
  }
  const subclass = d.className();
  const starts = {
    emitter: 'new EventEmitter().setMaxListeners(0)', once: 'new EventEmitter().setMaxListeners(Infinity)',
    subclass: `new ${subclass}().setMaxListeners(0)`, target: 'new EventTarget()', signal: 'new AbortController()',
  };
  const listens = {
    emitter: 'on', subclass: d.pick(['on', 'addListener', 'prependListener']), once: 'once', target: 'addEventListener', signal: 'signal.addEventListener',
  };
  const made = slot(d, {start: starts[kind], name: d.variableName(), operations: {
    subscribe: {parameters: 'i', body: access => subscribe(`${access}.${listens[kind]}('${event}', ${listener.text});`)},
    fire: {body: access => kind === 'signal' ? `${access}.abort();` : kind === 'target' ? `${access}.dispatchEvent(new Event('${event}'));` : `${access}.emit('${event}');`},
  }});
  const names = kind === 'signal' ? made.names.flatMap(path => [path, [...path, {property: 'signal'}], [...path, {property: '#signal'}]]) : made.names;
  const extra = kind === 'subclass' ? `class ${subclass} extends EventEmitter {}\n\n` : '';
  return {...made, ...common, names, shareable: undefined, imports: ['target', 'signal'].includes(kind) ? [] : [events],
    code: `${extra}${item.code}\n\n${listener.code}\n\n${made.code}`, step: i => `${made.call.subscribe(i)};`};
}

function timers(d, options) {
  const item = element(d, options);
  const owner = d.variableName();
  const add = d.functionName();
  const tick = callback(d, {uses: `${owner}.${item.label} = ${d.int(1, 99)};`});
  const delay = d.int(20, 9000) * 1000;
  const delays = d.chance(40) ? `${delay} + (i % ${d.int(2, 60)}) * ${d.int(1, 50) * 1000}` : `${delay}`;
  const body = `const ${owner} = ${item.make('i')};\n${tick.before}${d.pick(['setInterval', 'setTimeout'])}(${tick.text}, ${delays}).unref();`;
  return {shape: 'timers', kind: 'timers', delay: delays === `${delay}` ? delay : undefined, file: false, element: [tick.truth], step: i => `${add}(${i});`,
    code: `${item.code}\n\n${tick.code}\n\nfunction ${add}(i) {\n  ${body.replaceAll('\n', '\n  ')}\n}`};
}

function bigArray(d, size) {
  return d.pick([`Array.from({length: ${size}}, (_, k) => \`${d.words()} \${k} of \${i}\`)`, `new Array(${size}).fill(null).map((_, k) => ({${d.propertyName()}: \`${d.words()} \${k} of \${i}\`, ${d.propertyName()}: [i]}))`]);
}

function closureCapture(d, {weight = d.int(60, 300)}) {
  const rows = d.containerName();
  const later = callback(d, {uses: `${rows}.length = 0;`});
  // Called twice: what is called once is put in place by esbuild, and then nothing captures the rows.
  const prepare = () => `const ${rows} = ${bigArray(d, weight)};\n${later.before}`;
  const made = kept(d, d.pick(['map', 'set', 'array', 'array']), later.text, {prepare});
  return {...made, shape: 'closure-capture', most: 400, code: `${later.code}\n\n${made.code}`, element: [later.truth]};
}

function sharedContext(d) {
  const [rows, title, total, sum] = [d.containerName(), d.variableName(), d.functionName(), d.variableName()];
  const small = callback(d, {uses: `return ${title};`});
  // Called twice: what is called once is put in place by esbuild, and then nothing captures the rows.
  const prepare = () => `const ${rows} = ${bigArray(d, d.int(80, 300))};\nconst ${title} = \`${d.words()} \${i}\`;\n`
    + `const ${total} = () => ${rows}.filter(row => row !== ${title}).length;\n${sum} += ${total}() - ${total}() / 2;\n${small.before}`;
  const made = kept(d, d.pick(['map', 'set', 'array']), small.text, {prepare});
  return {...made, shape: 'shared-context', most: 400, code: `let ${sum} = 0;\n${small.code}\n\n${made.code}`, element: [small.truth]};
}

function closureChain(d) {
  const [inner, tag] = [d.variableName(), d.variableName()];
  const outer = callback(d, {uses: `return ${inner}() + ${tag}.length;`});
  const made = slot(d, {start: '() => 0', changes: true, name: d.functionName(), operations: {
    wrap: {parameters: 'i', body: access => `const ${inner} = ${access};\nconst ${tag} = [\`${d.words()} \${i}\`];\n${outer.before}${access} = ${outer.text};`},
    call: {body: access => `return ${access}();`},
  }});
  return {...made, shape: 'closure-chain', most: 2000, code: `${outer.code}\n\n${made.code}`, step: i => `${made.call.wrap(i)};`, element: [outer.truth]};
}

function pendingPromises(d, options) {
  const item = element(d, options);
  const [owner, resolver] = [d.variableName(), d.functionName()];
  const start = `new Promise(resolve => {\n  ${resolver} = resolve;\n})`;
  const end = d.functionName();
  const wayOut = `let ${resolver};\n\nfunction ${end}() {\n  ${resolver}('${d.words()}');\n}`;
  if (d.chance(50)) {
    const reaction = callback(d, {uses: `${owner}.${item.label} = ${d.int(1, 99)};`});
    const made = slot(d, {start, name: d.variableName(), operations: {
      wait: {parameters: 'i', body: access => `const ${owner} = ${item.make('i')};\n${reaction.before}${access}.then(${reaction.text});`},
      get: {body: access => `return ${access};`},
    }});
    return {...made, shape: 'promise-reactions', names: [...made.names, [{variable: resolver}]], shareable: undefined, query: `${end}.name`,
      code: `${wayOut}\n\n${item.code}\n\n${reaction.code}\n\n${made.code}`, step: i => `${made.call.wait(i)};`, element: [reaction.truth, item.truth]};
  }
  const [mark, sink, run] = [d.mark(), d.variableName(), d.functionName()];
  const asynchronous = access => `const ${run} = async () => {\n  ${sink} = '${mark}';\n  const ${owner} = ${item.make('i')};\n  await ${access};\n  ${owner}.${item.label} = ${sink};\n};\n${run}();`;
  const made = slot(d, {start, name: d.variableName(), operations: {
    wait: {parameters: 'i', body: asynchronous},
    get: {body: access => `return ${access};`},
  }});
  return {...made, shape: 'pending-promises', names: [...made.names, [{variable: resolver}]], shareable: undefined, query: `${end}.name`,
    code: `${wayOut}\n\nlet ${sink} = '';\n\n${item.code}\n\n${made.code}`, step: i => `${made.call.wait(i)};`, element: [{mark}, item.truth, {raw: 'Generator', mark}]};
}

// Each waits for the one before it, and the first for ever.
function promiseChain(d, options) {
  const item = element(d, options);
  const [owner, resolver, end] = [d.variableName(), d.functionName(), d.functionName()];
  const reaction = callback(d, {uses: `${owner}.${item.label} = ${d.int(1, 99)};`});
  const made = slot(d, {start: `new Promise(resolve => {\n  ${resolver} = resolve;\n})`, changes: true, name: d.variableName(), operations: {
    queue: {parameters: 'i', body: access => `const ${owner} = ${item.make('i')};\n${reaction.before}${access} = ${access}.then(${reaction.text});`},
    get: {body: access => `return ${access};`},
  }});
  return {...made, shape: 'promise-chain', names: [...made.names, [{variable: resolver}]], shareable: undefined, query: `${end}.name`,
    code: `let ${resolver};\n\nfunction ${end}() {\n  ${resolver}('${d.words()}');\n}\n\n${item.code}\n\n${reaction.code}\n\n${made.code}`,
    step: i => `${made.call.queue(i)};`, element: [reaction.truth, item.truth, {raw: 'Promise'}]};
}

// Cells for an object that lives as long as the program.
function registrations(d, options) {
  const item = element(d, options);
  const target = d.variableName();
  const made = slot(d, {start: 'new FinalizationRegistry(() => {})', name: d.variableName(), operations: {
    register: {parameters: 'i', body: access => `${access}.register(${target}, ${item.make('i')});`},
    forget: {body: access => `return ${access}.unregister(${target});`},
  }});
  return {...made, shape: 'finalization-registry', shareable: undefined, code: `const ${target} = {${d.propertyName()}: '${d.words()}'};\n\n${item.code}\n\n${made.code}`,
    step: i => `${made.call.register(i)};`, query: made.call.forget(), element: [item.truth, {raw: 'WeakCell'}]};
}

function asyncContext(d) {
  const item = element(d, {weight: d.int(25, 60), kinds: ['class']});
  const tick = callback(d, {uses: ''});
  const delay = d.int(20, 9000) * 1000;
  const scheduled = access => d.pick([
    `${access}.run(${item.make('i')}, () => {\n  setInterval(${tick.text}, ${delay}).unref();\n});`,
    `${access}.run(${item.make('i')}, () => setTimeout(${tick.text}, ${delay}).unref());`,
  ]);
  const made = slot(d, {start: 'new AsyncLocalStorage()', name: d.variableName(), kinds: ['variable', 'property', 'private', 'nested', 'static'], operations: {
    run: {parameters: 'i', body: access => `${tick.before}${scheduled(access)}`},
    current: {body: access => `return ${access}.getStore();`},
  }});
  return {...made, shape: ['async-context', 'timers'], imports: [asyncHooks], kind: 'timers', delay, file: false, shareable: undefined, most: 800,
    code: `${item.code}\n\n${tick.code}\n\n${made.code}`, step: i => `${made.call.run(i)};`, element: [item.truth, tick.truth]};
}

function offHeap(d) {
  const size = d.int(8, 40) * 1024;
  const container = d.pick(['map', 'set', 'array', 'array']);
  const [value, ...raw] = d.pick([
    [`Buffer.alloc(${size}, i & 255)`, 'Buffer', 'Uint8Array', 'ArrayBuffer'],
    [`Buffer.alloc(${size}).subarray(0, ${d.int(10, 200)})`, 'Buffer', 'Uint8Array', 'ArrayBuffer'],
    [`new Uint8Array(${size}).fill(i)`, 'Uint8Array', 'ArrayBuffer'],
    [`new Float64Array(${size / 8})`, 'Float64Array', 'ArrayBuffer'],
    [`new ArrayBuffer(${size})`, 'ArrayBuffer'],
  ]);
  const made = kept(d, container, value);
  return {...made, shape: container === 'array' ? 'off-heap-buffers' : ['off-heap-buffers', containers[container].shape], most: 500, element: raw.map(name => ({raw: name}))};
}

function weakMapKeys(d) {
  const item = element(d, {weight: 1, kinds: ['class']});
  const [notes, key, note] = [d.containerName(), d.variableName(), element(d, {weight: d.int(15, 40)})];
  const prepare = () => `const ${key} = ${item.make('i')};\nif (!${notes}.has(${key})) ${notes}.set(${key}, ${note.make('i')});\n`;
  const made = kept(d, d.pick(['map', 'set', 'array']), key, {prepare});
  return {...made, shape: 'weakmap-keys-held', most: 2000, code: `const ${notes} = new WeakMap();\n\n${item.code}\n\n${note.code}\n\n${made.code}`, element: [item.truth]};
}

function duplicateStrings(d) {
  const wire = d.variableName();
  const text = Array.from({length: d.int(12, 30)}, () => d.words()).join(', ');
  const made = kept(d, d.pick(['map', 'array', 'array']), `${wire}.toString(${d.pick(['', "'latin1'", "'utf8'"])})`);
  return {...made, shape: 'duplicate-strings', code: `const ${wire} = Buffer.from('${text}');\n\n${made.code}`, element: [{raw: '(string)'}]};
}

function slices(d) {
  const [read, page] = [d.functionName(), d.variableName()];
  const text = `function ${read}(i) {\n  return Buffer.from(\`${d.words()} number \${i}; \${'${d.words()} '.repeat(${d.int(100, 400)})}\`).toString('latin1');\n}`;
  const cut = d.pick([`${page}.slice(0, ${d.int(15, 30)})`, `${page}.substring(2, ${d.int(18, 40)})`, `/^[^;]*/.exec(${page})[0]`]);
  // Not in a Set: V8 copies its short strings.
  const made = kept(d, d.pick(['map', 'array', 'array']), cut, {prepare: () => `const ${page} = ${read}(i);\n`});
  return {...made, shape: 'sliced-string', most: 500, code: `${text}\n\n${made.code}`, element: [{raw: '(sliced string)'}]};
}

function rope(d) {
  const pieces = d.containerName();
  const made = slot(d, {start: "''", changes: true, name: d.variableName(), operations: {
    append: {parameters: 'i', body: access => `${access} += ${pieces}[i % ${pieces}.length];`},
    size: {body: access => `return ${access}.length;`},
  }});
  return {...made, shape: 'string-rope', least: 1000, code: `const ${pieces} = Array.from({length: ${d.int(5, 90)}}, (_, k) => ['${d.words()}', k, '${d.words()}'].join(' '));\n\n${made.code}`,
    step: i => `${made.call.append(i)};`, query: made.call.size(), element: [{raw: '(concatenated string)'}]};
}

function linkedList(d, {weight = d.int(1, 6)}) {
  const [name, label, rest, next, back] = [d.className(), d.propertyName(), d.propertyName(), d.propertyName(), d.propertyName()];
  const mark = d.mark();
  const strings = weight > 3 ? `Array.from({length: ${weight}}, (_, k) => \`${d.words()} \${k} of \${i}\`)` : `[\`${d.words()} \${i}\`]`;
  const kind = d.pick(['stack', 'queue', 'double']);
  const literal = kind !== 'double' && d.chance(40);
  const fields = [label, rest, next, ...kind === 'double' ? [back] : []];
  const code = literal ? '' : `class ${name} {\n  constructor(i, after) {\n    this.${label} = \`${mark} \${i}\`;\n    this.${rest} = ${strings};\n    this.${next} = after;\n${kind === 'double' ? `    this.${back} = null;\n` : ''}  }\n}\n\n`;
  const make = after => literal ? `{${label}: \`${mark} \${i}\`, ${rest}: ${strings}, ${next}: ${after}}` : `new ${name}(i, ${after})`;
  const truth = literal ? {properties: fields} : {mark, construct: true};
  if (kind === 'stack') {
    const made = slot(d, {start: 'null', changes: true, name: d.variableName(), operations: {
      push: {parameters: 'i', body: access => `${access} = ${make(access)};`},
      top: {body: access => `return ${access}?.${label};`},
    }});
    return {...made, shape: 'linked-list', code: `${code}${made.code}`, step: i => `${made.call.push(i)};`, query: made.call.top(), element: [truth]};
  }
  const [head, tail, fresh] = [d.propertyName(), d.propertyName(), d.variableName()];
  const both = kind === 'double' ? access => `  ${fresh}.${back} = ${access}.${tail};\n` : () => '';
  const made = slot(d, {start: `{${head}: null, ${tail}: null}`, name: d.variableName(), operations: {
    put: {parameters: 'i', body: access => `const ${fresh} = ${make('null')};\nif (${access}.${tail}) {\n${both(access)}  ${access}.${tail}.${next} = ${fresh};\n} else {\n  ${access}.${head} = ${fresh};\n}\n${access}.${tail} = ${fresh};`},
    first: {body: access => `return ${access}.${head}?.${label};`},
  }});
  const names = made.names.flatMap(path => [path, [...path, {property: head}], [...path, {property: tail}]]);
  return {...made, names, shape: 'linked-list', code: `${code}${made.code}`, step: i => `${made.call.put(i)};`, query: made.call.first(), element: [truth]};
}

// No shape of the list; what is asked for is the holder.
function tree(d) {
  const [name, key, left, right] = [d.className(), d.propertyName(), d.propertyName(), d.propertyName()];
  const mark = d.mark();
  const code = `class ${name} {\n  constructor(i, key) {\n    this.text = \`${mark} \${i}\`;\n    this.${key} = key;\n    this.${left} = null;\n    this.${right} = null;\n  }\n}`;
  const insert = access => `const key = Math.imul(i + 1, 2654435761) >>> 0;\nconst fresh = new ${name}(i, key);\nif (!${access}) {\n  ${access} = fresh;\n  return;\n}\n`
    + `let at = ${access};\nfor (;;) {\n  const side = key < at.${key} ? '${left}' : '${right}';\n  if (!at[side]) {\n    at[side] = fresh;\n    return;\n  }\n  at = at[side];\n}`;
  const made = slot(d, {start: 'null', changes: true, name: d.variableName(), operations: {
    insert: {parameters: 'i', body: insert},
    root: {body: access => `return ${access}?.text;`},
  }});
  return {...made, shape: 'unknown', code: `${code}\n\n${made.code}`, step: i => `${made.call.insert(i)};`, query: made.call.root(), element: [{mark, construct: true}]};
}

export const leaks = {
  'unbounded-map': [fromContainer('map'), fromContainer('map'), mapOfFewKeys],
  'unbounded-set': [fromContainer('set')],
  'unbounded-array': [fromContainer('array'), fromContainer('array'), arrayReplaced],
  'object-dictionary': [dictionary],
  'accidental-global': [globalVariable],
  'event-listeners': [listeners],
  'timers': [timers],
  'closure-capture': [closureCapture],
  'shared-context': [sharedContext],
  'closure-chain': [closureChain],
  'pending-promises': [pendingPromises],
  'promise-chain': [promiseChain],
  'finalization-registry': [registrations],
  'async-context': [asyncContext],
  'off-heap-buffers': [offHeap],
  'weakmap-keys-held': [weakMapKeys],
  'duplicate-strings': [duplicateStrings],
  'sliced-string': [slices],
  'string-rope': [rope],
  'linked-list': [linkedList],
  'unknown': [tree],
};

// Those whose bytes a weight decides, for programs with several leaks in a known order.
export const weighable = [fromContainer('map'), fromContainer('set'), fromContainer('array'), dictionary, globalVariable, listeners, timers, linkedList];
