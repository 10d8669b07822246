// Truth against the snapshots themselves, read here and not by heapdiff: does the heap hold
// as many new elements as the program says, had it as many before, and does one of the
// holder's names lead to all of them?
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {listOf} from './truth.mjs';

function readSnapshot(file) {
  const {snapshot: {meta}, nodes, edges, locations, strings} = JSON.parse(zlib.gunzipSync(fs.readFileSync(file)).toString());
  const width = meta.node_fields.length;
  const field = name => meta.node_fields.indexOf(name);
  const [types, edgeTypes] = [meta.node_types[field('type')], meta.edge_types[0]];
  const edgeWidth = meta.edge_fields.length;
  const places = new Map();
  for (let i = 0; i < locations.length; i += meta.location_fields.length) {
    places.set(locations[i], {script: locations[i + 1], line: locations[i + 2] + 1, column: locations[i + 3] + 1});
  }

  const result = [];
  let edge = 0;
  for (let at = 0; at < nodes.length; at += width) {
    const out = [];
    for (const end = edge + nodes[at + field('edge_count')] * edgeWidth; edge < end; edge += edgeWidth) {
      const type = edgeTypes[edges[edge]];
      const name = type === 'element' || type === 'hidden' ? edges[edge + 1] : strings[edges[edge + 1]];
      out.push({type, name, to: edges[edge + 2] / width});
    }
    result.push({
      type: types[nodes[at + field('type')]], name: strings[nodes[at + field('name')]], id: nodes[at + field('id')],
      place: places.get(at), edges: out,
    });
  }
  nameFiles(result);
  return result;
}

// A place has the number of its script; the script's name is behind each of its functions.
function nameFiles(snapshot) {
  const follow = (node, ...names) => snapshot[node?.edges.find(({type, name}) => type === 'internal' && names.includes(name))?.to];
  const files = new Map();
  for (const node of snapshot) {
    if (node.type !== 'closure' || !node.place || files.has(node.place.script)) continue;
    const script = follow(follow(node, 'shared'), 'script', 'script_or_debug_info');
    if (script) files.set(node.place.script, path.basename(script.name));
  }
  for (const {place} of snapshot) {
    if (place) place.file = files.get(place.script);
  }
}

function propertiesOf(node) {
  return node.edges.filter(({type}) => type === 'property').map(({name}) => name);
}

function isAt({place}, {file, line, column}) {
  return place?.file === file && place.line === line && (!column || place.column === column);
}

function isElement(node, wanted, places) {
  const inPlace = () => !places.length || places.some(place => isAt(node, place));
  if (wanted.endsWith('()')) return node.type === 'closure' && node.name === wanted.slice(0, -2) && inPlace();
  if (wanted.startsWith('{')) {
    if (node.type !== 'object' || node.name !== 'Object') return false;
    const names = wanted.slice(1, -1).split(',').map(name => name.trim());
    const own = propertiesOf(node).filter(name => name !== '__proto__');
    return own.length > 0 && own.every(name => names.includes(name));
  }
  if (wanted === '(string)') return node.type === 'string';
  if (wanted.startsWith('(')) return node.type === wanted.slice(1, -1);
  // Where Node's handle owns its object, V8 writes both as one native node.
  const isObject = node.type === 'object' || (node.type === 'native' && propertiesOf(node).includes('__proto__'));
  if (!isObject || node.name !== wanted) return false;
  // A prototype carries its class's name, too; and minified classes share theirs. Built-in ones have no place.
  return !propertiesOf(node).includes('constructor') && (!node.place || inPlace());
}

// What a name leads to: a variable, a property, or an exported binding, whose name is the
// string before its cell in the module's table of exports.
function namedTargets(snapshot, name) {
  const last = name.split('.').at(-1);
  const targets = [];
  for (const node of snapshot) {
    for (const [at, {type, name: edge, to}] of node.edges.entries()) {
      if ((type === 'property' || type === 'context') && edge === last) targets.push(to);
      const before = node.edges[at - 1];
      if (type === 'internal' && snapshot[to].name === 'system / Cell' && before && snapshot[before.to].name === last) targets.push(to);
      // A block's variables have no names on their edges, but the block's record has them.
      if (type === 'internal' && edge === 'scope_info' && snapshot[to].edges.some(({to: string}) => snapshot[string].type === 'string' && snapshot[string].name === last)) {
        targets.push(...node.edges.filter(slot => slot.type === 'hidden').map(slot => slot.to));
      }
    }
  }
  return targets;
}

// What every object of a kind shares, and so leads everywhere.
const aside = {
  internal: new Set(['map', 'shared', 'feedback_cell', 'code', 'scope_info', 'previous', 'native_context']),
  property: new Set(['__proto__', 'constructor', 'prototype']),
};

function reachableFrom(snapshot, starts) {
  const seen = new Set(starts);
  const waiting = [...starts];
  while (waiting.length) {
    for (const {type, name, to} of snapshot[waiting.pop()].edges) {
      if (type === 'weak' || aside[type]?.has(name) || seen.has(to) || /^\d+ \/ part of key/.test(name)) continue;
      seen.add(to);
      waiting.push(to);
    }
  }
  return seen;
}

// Node has arrays and buffers of its own, one of them to write a snapshot with, and V8 a template of each
// object literal.
const othersOfBuiltIn = 200;
const newOfBuiltIn = 2;
// A control may end with a handful of other objects than it began with: timers, a request under way.
const objectsOfNoise = 60;

// The values of WeakMaps among `targets`: they hang on their keys, and on the map's table.
function weakValues(snapshot, targets) {
  return targets.filter(target => snapshot[target].name === 'WeakMap')
    .flatMap(target => snapshot[target].edges.filter(({name}) => name === 'table'))
    .flatMap(({to}) => snapshot[to].edges.filter(({name}) => /^\d+ \/ part of key/.test(name)).map(edge => edge.to));
}

// References to the elements from arrays: the same object may be in one many times.
function countReferences(snapshot, leak) {
  return snapshot.flatMap(({edges}) => edges).filter(({type, to}) => type === 'element'
    && listOf(leak.class).some(wanted => isElement(snapshot[to], wanted, leak.places))).length;
}

function complainAboutLeak(leak, old, now, oldIds) {
  if (leak.again) {
    const [was, is] = [old, now].map(snapshot => countReferences(snapshot, leak));
    const fits = was === listOf(leak.before)[0] && is - was === listOf(leak.new)[0];
    return fits ? null : `truth says ${leak.before} + ${leak.new} references to ${leak.class}; the heap has ${was} + ${is - was}`;
  }
  const expected = leak.in_heap ?? listOf(leak.new)[0];
  const counts = listOf(leak.class).map(wanted => {
    const is = node => isElement(node, wanted, leak.places);
    return {wanted, before: old.filter(is).length, fresh: now.flatMap((node, index) => is(node) && !oldIds.has(node.id) ? [index] : [])};
  });
  const fitting = counts.filter(({wanted, before, fresh}) => {
    // Strings are everywhere: keys and labels are not told apart from elements.
    if (/string\)$/.test(wanted)) return fresh.length >= expected;
    // So are functions without a name; those without a place, too, are known by their number alone.
    if (wanted === '()' && !leak.places.length) return fresh.length >= expected && fresh.length <= expected + newOfBuiltIn;
    const isBuiltIn = /^{|^(Buffer|Promise|Generator|WeakRef|Array|Map|Set)$|Array$|ArrayBuffer$/.test(wanted);
    if (fresh.length < expected || fresh.length > expected + (isBuiltIn ? newOfBuiltIn : 0)) return false;
    const earlier = listOf(leak.in_heap_before ?? leak.before);
    return !earlier.length || earlier.some(count => before >= count && before <= count + (isBuiltIn ? othersOfBuiltIn : 0));
  });
  if (!fitting.length) {
    const found = counts.map(({wanted, before, fresh}) => `${before} + ${fresh.length} ${wanted}`).join(', ');
    return `truth says ${listOf(leak.in_heap_before ?? leak.before ?? 'any').join(' or ')} + ${expected} of ${listOf(leak.class).join(' or ')}; the heap has ${found}`;
  }
  const empty = leak.places.find(place => place.column && !now.some(node => isAt(node, place)));
  if (empty) return `nothing has its place at ${empty.file}:${empty.line}:${empty.column}`;
  const names = listOf(leak.holder);
  // Each handle has a node of its own, called after the class on Node's side.
  if (leak.kind === 'native handle') {
    const handles = list => list.filter(({type, name}) => ['synthetic', 'native'].includes(type) && names.some(wanted => name === `Node / ${wanted}`)).length;
    const [was, is] = [handles(old), handles(now)];
    return is - was >= listOf(leak.new)[0] ? null : `${was} handles ${names.join(' or ')} before, ${is} after`;
  }
  if (leak.kind) return null;
  const holds = names.some(name => {
    const targets = namedTargets(now, name.replace(/\[…\]$/, ''));
    const reached = reachableFrom(now, [...targets, ...weakValues(now, targets)]);
    return fitting.some(({fresh}) => fresh.filter(index => reached.has(index)).length >= listOf(leak.new)[0]);
  });
  return holds ? null : `no way from ${names.join(' or ')} to the ${listOf(leak.new)[0]} of ${fitting[0].wanted}`;
}

export function verifyPair({before, after}, truth) {
  const [old, now] = [readSnapshot(before), readSnapshot(after)];
  const oldIds = new Set(old.map(({id}) => id));
  const complaints = truth.leaks.map(leak => complainAboutLeak(leak, old, now, oldIds)).filter(Boolean);
  if (!truth.leaks.length) {
    const count = list => list.filter(({type}) => ['object', 'closure', 'sliced string', 'concatenated string', 'regexp'].includes(type)).length;
    const [was, is] = [count(old), count(now)];
    if (Math.abs(is - was) > (truth.noise ?? objectsOfNoise)) complaints.push(`a control whose objects grow: ${was} before, ${is} after`);
  }
  return complaints;
}
