// What a program of the corpus says about itself, and whether a suspect agrees with it.
//
// Truth is the JSON in the comment a program starts with: /* truth … */
import fs from 'node:fs';
import path from 'node:path';

const shapes = new Set(['unbounded-map', 'unbounded-set', 'unbounded-array', 'object-dictionary', 'accidental-global',
  'event-listeners', 'timers', 'closure-capture', 'shared-context', 'closure-chain', 'pending-promises', 'async-context',
  'off-heap-buffers', 'weakmap-keys-held', 'duplicate-strings', 'sliced-string', 'string-rope', 'linked-list',
  'detached-dom', 'dom-listeners', 'subscription-store', 'native-handles', 'module-cache', 'finalization-registry',
  'promise-chain', 'promise-reactions', 'unknown']);
const leakFields = new Set(['shape', 'holder', 'kind', 'delay', 'event', 'file', 'class', 'at', 'before', 'new', 'again', 'in_heap', 'in_heap_before']);

export function listOf(value) {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

// The lines that `text` stands on, 1-based. An object is placed at its constructor: for a
// class, that is where the parameters of `constructor` start, if it has one.
function linesOf(file, text) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const start = lines[0].startsWith('/* truth') ? lines.findIndex(line => line.startsWith('*/')) + 1 : 0;
  const found = [];
  for (let line = start; line < lines.length; line++) {
    if (!lines[line].includes(text)) continue;
    found.push(line + 1);
    if (!/\bclass\b/.test(text)) continue;
    const end = lines.findIndex((next, index) => index > line && /^\s*}\s*;?$/.test(next) && indent(next) <= indent(lines[line]));
    const constructor = lines.findIndex((next, index) => index > line && index < (end < 0 ? lines.length : end) && /\bconstructor\(/.test(next));
    if (constructor >= 0) found.push(constructor + 1);
  }
  if (!found.length) throw new Error(`${file}: truth speaks of ${JSON.stringify(text)}, which is not there`);
  return found;
}

function indent(line) {
  return line.length - line.trimStart().length;
}

// `at` is "file: text" or, where text cannot tell, "file:line" or "file:line:column".
function placesOf(directory, at) {
  return listOf(at).flatMap(place => {
    const exact = /^(\S+?):(\d+)(?::(\d+))?$/.exec(place);
    if (exact) return [{file: exact[1], line: Number(exact[2]), column: exact[3] && Number(exact[3])}];
    const [, file, text] = /^(\S+): (.+)$/.exec(place);
    return linesOf(path.join(directory, file), text).map(line => ({file: path.basename(file), line}));
  });
}

export function readTruth(program) {
  const comment = /\/\* truth\n([^]*?)\*\//.exec(fs.readFileSync(program, 'utf8'));
  if (!comment) throw new Error(`${program}: no comment that starts with /* truth`);
  const truth = JSON.parse(comment[1]);
  for (const leak of truth.leaks) {
    for (const field of Object.keys(leak)) {
      if (!leakFields.has(field)) throw new Error(`${program}: truth has an unknown field ${field}`);
    }
    for (const shape of listOf(leak.shape)) {
      if (!shapes.has(shape)) throw new Error(`${program}: truth has an unknown shape ${shape}`);
    }
    leak.places = placesOf(path.dirname(program), leak.at);
  }
  return truth;
}

// The shape a program is counted under.
export function rubricOf(truth) {
  if (!truth.leaks.length) return 'control';
  return truth.leaks.length > 1 ? 'several leaks' : listOf(truth.leaks[0].shape)[0];
}

function isAt(location, {file, line, column}) {
  return path.basename(location.file ?? '') === file && location.line === line && (column === undefined || location.column === column);
}

// A name may be given with what leads to it: `store.#sessions` for `#sessions`. `freeSockets[…]`
// stands for any element, at any depth: `agent.freeSockets["127.0.0.1:80:"][0]`.
function isNamed(name, accepted) {
  return listOf(accepted).some(wanted => {
    if (!wanted.endsWith('[…]')) return name === wanted || name.endsWith(wanted.startsWith('[') ? wanted : `.${wanted}`);
    const steps = name.replace(/(\[[^\]]*\]|\.get\([^)]*\)|\.values\(\))+$/, '');
    return steps !== name && isNamed(steps, wanted.slice(0, -3));
  });
}

// Timers are held by Node and so have no name; their delay stands in for it.
function isOfKind({name, kind}, leak) {
  if (!leak.kind || !`${kind} ${name}`.toLowerCase().includes(leak.kind.replace(/s$/, ''))) return false;
  const digits = `${name}`.replace(/(?<=\d)[,_ ](?=\d{3})/g, '');
  return !leak.delay || new RegExp(`(^|\\D)${leak.delay}(\\D|$)`).test(digits);
}

function agreesOnHolder(suspect, leak) {
  const {name = '', event, location} = suspect.holder ?? {};
  if (!isOfKind(suspect.holder ?? {}, leak) && !isNamed(`${name}`, leak.holder)) return false;
  if (leak.event && !listOf(leak.event).includes(event)) return false;
  const files = listOf(leak.file);
  return !files.length || !location?.file || files.includes(path.basename(location.file));
}

function propertiesOf(shape) {
  return shape.slice(1, -1).split(',').map(name => name.trim()).filter(name => name && name !== '…' && name !== '...');
}

// Truth writes functions as `name()`, and `()` for one without a name.
function isOfClass(name, wanted) {
  if (name === wanted) return true;
  if (wanted === '()') return ['', '(anonymous)', '(anonymous)()', '(anonymous function)', 'anonymous', '(closure)', 'Function', 'function'].includes(name);
  if (wanted.endsWith('()')) return name === wanted.slice(0, -2);
  if (wanted.startsWith('{') && name.startsWith('{')) {
    // Small integers and true, false, null leave no edge, so their properties are not to be seen.
    const [seen, all] = [propertiesOf(name), propertiesOf(wanted)];
    return seen.length > 0 && seen.every(property => all.includes(property));
  }
  return false;
}

function agreesOnClass(suspect, leak) {
  const {class: name = '', location} = suspect.element ?? {};
  if (!listOf(leak.class).some(wanted => isOfClass(name ?? '', wanted))) return false;
  if (!leak.places.length) return true;
  // Classes are told by their names well enough; functions are found by their place alone.
  if (!location) return !listOf(leak.class).every(wanted => wanted.endsWith('()'));
  return leak.places.some(place => isAt(location, place));
}

export const columns = ['holder', 'class', 'count', 'shape'];

// Which columns of one leak its suspect has right.
export function judgeSuspect(suspect, leak) {
  return {
    holder: agreesOnHolder(suspect, leak),
    class: agreesOnClass(suspect, leak),
    count: listOf(leak.new).includes(suspect.new_count),
    shape: listOf(leak.shape).includes(suspect.shape),
  };
}

function locationText(location) {
  return location?.file ? ` ${path.basename(location.file)}:${location.line}:${location.column}` : '';
}

export function describeSuspect(suspect) {
  if (!suspect) return 'no suspect';
  const {holder = {}, element = {}} = suspect;
  const event = holder.event ? ` '${holder.event}'` : '';
  return `${suspect.shape}, ${holder.name}${event} (${holder.kind}${locationText(holder.location)}), `
    + `${suspect.new_count} ${element.class}${locationText(element.location)}, ${suspect.confidence}`;
}

export function describeLeak(leak) {
  const place = leak.places.length ? ` ${leak.places.map(({file, line}) => `${file}:${line}`).join(' or ')}` : '';
  const event = leak.event ? ` '${leak.event}'` : '';
  const kind = leak.kind && `${leak.kind}${leak.delay ? ` of ${leak.delay} ms` : ''}`;
  const holder = [...listOf(leak.holder), ...listOf(kind)].join(' or ');
  const files = listOf(leak.file);
  return `${listOf(leak.shape).join(' or ')}, ${holder}${event}${files.length ? ` (${files.join(' or ')})` : ''}, `
    + `${listOf(leak.new).join(' or ')} ${listOf(leak.class).join(' or ')}${place}`;
}
