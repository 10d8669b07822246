// Truth against the snapshots themselves, read here and not by heapdiff: does the heap hold
// as many new elements as the program says, and had it as many before?
import fs from 'node:fs';
import zlib from 'node:zlib';
import {listOf} from './truth.mjs';

function readSnapshot(file) {
  const {snapshot: {meta}, nodes, edges, locations, strings} = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString());
  const width = meta.node_fields.length;
  const field = name => meta.node_fields.indexOf(name);
  const [types, edgeTypes] = [meta.node_types[field('type')], meta.edge_types[0]];
  const edgeWidth = meta.edge_fields.length;
  const places = new Map();
  for (let i = 0; i < locations.length; i += meta.location_fields.length) places.set(locations[i], locations[i + 2] + 1);

  const result = [];
  let edge = 0;
  for (let at = 0; at < nodes.length; at += width) {
    const properties = [];
    for (const end = edge + nodes[at + field('edge_count')] * edgeWidth; edge < end; edge += edgeWidth) {
      if (edgeTypes[edges[edge]] === 'property') properties.push(strings[edges[edge + 1]]);
    }
    result.push({
      type: types[nodes[at + field('type')]], name: strings[nodes[at + field('name')]], id: nodes[at + field('id')],
      line: places.get(at), properties,
    });
  }
  return result;
}

function isElement(node, wanted, places) {
  if (wanted.endsWith('()')) {
    return node.type === 'closure' && node.name === wanted.slice(0, -2)
      && (!places.length || places.some(({line}) => line === node.line));
  }
  if (wanted.startsWith('{')) {
    const names = wanted.slice(1, -1).split(',').map(name => name.trim());
    const own = node.properties.filter(name => name !== '__proto__');
    return node.type === 'object' && node.name === 'Object' && own.length > 0 && own.every(name => names.includes(name));
  }
  if (wanted === '(string)') return node.type === 'string';
  if (wanted.startsWith('(')) return node.type === wanted.slice(1, -1);
  // A prototype carries its class's name, too.
  return node.type === 'object' && node.name === wanted && !node.properties.includes('constructor');
}

// Strings come and go with everything that is compiled.
const stringsOfNoise = 400;
// Node has buffers of its own, and V8 a template of each object literal.
const othersOfBuiltIn = 100;
// A control may end with a handful of other objects than it began with: timers, a request under way.
const objectsOfNoise = 60;

export function verifyPair({before, after}, truth) {
  const [old, now] = [readSnapshot(before), readSnapshot(after)];
  const oldIds = new Set(old.map(({id}) => id));
  const complaints = [];
  for (const leak of truth.leaks) {
    const counts = listOf(leak.class).map(wanted => {
      const is = node => isElement(node, wanted, leak.places);
      return {wanted, before: old.filter(is).length, fresh: now.filter(node => is(node) && !oldIds.has(node.id)).length};
    });
    const expected = leak.in_heap ?? leak.new;
    const fits = counts.some(({wanted, before, fresh}) => {
      const noise = /string\)$/.test(wanted) ? stringsOfNoise : 0;
      if (fresh < expected || fresh > expected + noise) return false;
      if (leak.before === undefined || noise > 0) return true;
      const others = /^[({]|^(Buffer|Promise|Generator|Array|Map|Set)$|Array$|ArrayBuffer$/.test(wanted) ? othersOfBuiltIn : 0;
      return before >= leak.before && before <= leak.before + others;
    });
    if (!fits) {
      const found = counts.map(({wanted, before, fresh}) => `${before} + ${fresh} ${wanted}`).join(', ');
      complaints.push(`truth says ${leak.before ?? 'any'} + ${expected} of ${listOf(leak.class).join(' or ')}; the heap has ${found}`);
    }
  }
  if (!truth.leaks.length) {
    const count = list => list.filter(({type}) => ['object', 'closure', 'sliced string', 'concatenated string', 'regexp'].includes(type)).length;
    const [was, is] = [count(old), count(now)];
    if (Math.abs(is - was) > (truth.noise ?? objectsOfNoise)) complaints.push(`a control whose objects grow: ${was} before, ${is} after`);
  }
  return complaints;
}
