// What grows and shrinks, or is replaced one for one, and is no leak. Each is brought into its
// steady state by `warm` steps before the first snapshot.
import {callback, element, slot} from './pieces.mjs';

const events = {from: 'node:events', names: ['EventEmitter']};

function boundedMap(d) {
  const item = element(d);
  const most = d.int(20, 600);
  const made = slot(d, {start: 'new Map()', operations: {
    remember: {parameters: 'i', body: access => `const key = \`${d.words()} \${i}\`;\nif (!${access}.has(key)) ${access}.set(key, ${item.make('i')});\nif (${access}.size > ${most}) ${access}.delete(${access}.keys().next().value);`},
  }});
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.remember(i)};`, warm: most * 3};
}

function ring(d) {
  const item = element(d);
  const size = d.int(20, 500);
  const made = slot(d, {start: `new Array(${size}).fill(null)`, operations: {
    write: {parameters: 'i', body: access => `${access}[i % ${size}] = ${item.make('i')};`},
  }});
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.write(i)};`, warm: size * 3};
}

function drainedQueue(d) {
  const item = element(d);
  const rest = d.int(0, 40);
  const made = slot(d, {start: '[]', operations: {
    work: {parameters: 'i', body: access => `${access}.push(${item.make('i')});\nif (${access}.length > ${rest + 25}) ${access}.splice(0, ${access}.length - ${rest});`},
  }});
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.work(i)};`, warm: 500};
}

function dyingKeys(d) {
  const item = element(d);
  const key = d.variableName();
  const made = slot(d, {start: 'new WeakMap()', operations: {
    annotate: {parameters: 'i', body: access => `const ${key} = {${d.propertyName()}: \`${d.words()} \${i}\`};\n${access}.set(${key}, ${item.make('i')});\nreturn ${access}.get(${key}).${item.label};`},
  }});
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.annotate(i)};`, warm: 800};
}

function rearmedTimer(d) {
  const item = element(d);
  const owner = d.variableName();
  const tick = callback(d, {uses: `${owner}.${item.label} = 0;`});
  const made = slot(d, {start: 'null', changes: true, name: d.variableName(), operations: {
    feed: {parameters: 'i', body: access => `const ${owner} = ${item.make('i')};\nclearTimeout(${access});\n${tick.before}${access} = setTimeout(${tick.text}, ${d.int(60, 900) * 1000});\n${access}.unref();`},
  }});
  return {code: `${item.code}\n\n${tick.code}\n\n${made.code}`, step: i => `${made.call.feed(i)};`, warm: 400};
}

function removedListeners(d) {
  const item = element(d);
  const [owner, name, event] = [d.variableName(), d.functionName(), d.eventName()];
  const made = slot(d, {start: 'new EventEmitter()', name: d.variableName(), operations: {
    visit: {parameters: 'i', body: access => `const ${owner} = ${item.make('i')};\nconst ${name} = () => {\n  ${owner}.${item.label} = i;\n};\n${access}.on('${event}', ${name});\n${access}.emit('${event}');\n${access}.off('${event}', ${name});`},
  }});
  return {imports: [events], code: `${item.code}\n\n${made.code}`, step: i => `${made.call.visit(i)};`, warm: 400};
}

function pool(d) {
  const item = element(d);
  const size = d.int(10, 300);
  const one = d.variableName();
  const made = slot(d, {start: '[]', operations: {
    use: {parameters: 'i', body: access => `const ${one} = ${access}.length ? ${access}.pop() : ${item.make('i')};\n${one}.${item.label} = i;\n${access}.push(${one});`},
    fill: {parameters: 'i', body: access => `while (${access}.length < ${size}) ${access}.push(${item.make('i')});`},
  }});
  return {code: `${item.code}\n\n${made.code}\n\n${made.call.fill('0')};`, step: i => `${made.call.use(i)};`, warm: 200};
}

// As many entries as there are keys; all are there after the first round.
function fewKeys(d) {
  const item = element(d);
  const keys = d.int(5, 80);
  const made = slot(d, {start: 'new Map()', operations: {
    look: {parameters: 'i', body: access => `const key = \`${d.words()} \${i % ${keys}}\`;\nlet found = ${access}.get(key);\nif (!found) ${access}.set(key, found = ${item.make('i')});\nreturn found;`},
  }});
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.look(i)};`, warm: keys * 3};
}

// An entry comes with each request and goes with its end.
function openAndClose(d) {
  const item = element(d);
  const made = slot(d, {start: d.pick(['new Map()', 'new Map()']), operations: {
    open: {parameters: 'i', body: access => `${access}.set(i, ${item.make('i')});`},
    close: {parameters: 'i', body: access => `${access}.delete(i);`},
  }});
  const open = d.int(0, 30);
  return {code: `${item.code}\n\n${made.code}`, step: i => `${made.call.open(i)};\n${made.call.close(`${i} - ${open}`)};`, warm: 600};
}

export const healthy = [boundedMap, ring, drainedQueue, dyingKeys, rearmedTimer, removedListeners, pool, fewKeys, openAndClose];

// Work that leaves nothing.
export function passing(d) {
  const name = d.functionName();
  const body = d.pick([
    `return JSON.parse(JSON.stringify({number: i, words: ['${d.words()}', '${d.words()}']})).words.length;`,
    `return \`${d.words()} \${i}, ${d.words()}\`.split(/[ ,]+/).map(word => word.toUpperCase()).join('-').length;`,
    `return Array.from({length: 20}, (_, k) => (k * 7 + i) % 23).sort((a, b) => a - b).reduce((a, b) => a + b);`,
    `return [...new Set(\`\${i}${d.words()}\`)].length;`,
    `return new Date(i * 1e7).toISOString().length;`,
  ]);
  return {code: `function ${name}(i) {\n  ${body}\n}`, step: i => `${name}(${i});`, warm: 0};
}

// Many functions and classes, all of them called for the first time between the snapshots.
export function warmUp(d) {
  const functions = Array.from({length: d.int(20, 90)}, () => {
    const name = d.functionName();
    const kind = d.int(0, 3);
    if (kind === 0) return [name, `function ${name}(i) {\n  return /^${d.pick(['\\\\d+', '[a-z]*', '(x|y)+'])} ${d.words()}$/i.test(\`\${i} ${d.words()}\`);\n}`];
    if (kind === 1) {
      const owner = d.className();
      return [name, `class ${owner} {\n  constructor(i) {\n    this.${d.propertyName()} = i;\n  }\n\n  ${name}() {\n    return '${d.words()}';\n  }\n}\n\nfunction ${name}(i) {\n  return new ${owner}(i).${name}();\n}`];
    }
    if (kind === 2) return [name, `function ${name}(i) {\n  const object = {${d.propertyName()}: i, ${d.propertyName()}: \`${d.words()} \${i}\`};\n  return Object.values(object).length;\n}`];
    return [name, `const ${name} = i => [1, 2, 3].map(n => n * i).filter(n => n % 2).join('${d.words()}');`];
  });
  const all = d.functionName();
  return {
    code: `${functions.map(([, code]) => code).join('\n\n')}\n\nfunction ${all}(i) {\n${functions.map(([name]) => `  ${name}(i);`).join('\n')}\n}`,
    step: i => `${all}(${i});`, warm: 0,
  };
}
