// Bundling and minifying with esbuild, of one version so that a seed gives the same program
// for ever, and finding again in its output what truth speaks of.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

const version = '0.25.12';

export function setUpEsbuild(work) {
  const directory = path.join(work, 'esbuild');
  if (!fs.existsSync(path.join(directory, 'node_modules', 'esbuild', 'package.json'))) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    // Its install script only looks for a faster way to start it.
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error', `esbuild@${version}`],
      {cwd: directory, stdio: ['ignore', 2, 2]});
  }
  return createRequire(path.join(directory, 'package.json'))('esbuild');
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

// The numbers of one segment of a source map: six bits a digit, the highest says that more
// follow; the lowest bit of the whole is the sign.
function numbersOf(segment) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

const identifier = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*/u;

// What each name of the sources is called in the output; more than one where it was copied.
export function renamings(output, map) {
  const {mappings, sourcesContent} = JSON.parse(map);
  const sources = sourcesContent.map(text => text.split('\n'));
  const renamed = new Map();
  let [source, line, column] = [0, 0, 0];
  output.split('\n').forEach((text, number) => {
    let at = 0;
    for (const segment of (mappings.split(';')[number] ?? '').split(',').filter(Boolean)) {
      const numbers = numbersOf(segment);
      at += numbers[0];
      if (numbers.length < 4) continue;
      source += numbers[1];
      line += numbers[2];
      column += numbers[3];
      const [from] = identifier.exec(sources[source][line].slice(column)) ?? [];
      const [to] = identifier.exec(text.slice(at)) ?? [];
      if (!from || !to) continue;
      if (!renamed.has(from)) renamed.set(from, new Set());
      renamed.get(from).add(to);
    }
  });
  return renamed;
}

function placeOf(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return {line: before.length, column: before.at(-1).length + 1};
}

// The function around the mark, which stands in its first statement: its name, and the place
// V8 gives it, which is where the parameters start.
export function functionAround(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) return null;
  const head = text.slice(0, at);
  const arrow = head.lastIndexOf('=>');
  const keyword = Math.max(...[...head.matchAll(/\bfunction\b[^(]*\(|\bconstructor\(/g)].map(({index}) => index), -1);

  if (arrow > keyword) {
    const parameters = head.slice(0, arrow).trimEnd();
    // Parameters of the corpus hold no parentheses.
    const list = parameters.endsWith(')') ? parameters.lastIndexOf('(') : parameters.length - /[\w$]+$/.exec(parameters)[0].length;
    // An arrow function that is asynchronous starts with that word.
    const start = list - (/\basync\s*$/.exec(text.slice(0, list))?.[0].length ?? 0);
    return {name: nameBefore(text.slice(0, start)), ...placeOf(text, start)};
  }
  const start = text.indexOf('(', keyword);
  if (text.startsWith('constructor', keyword)) return {name: classBefore(text.slice(0, keyword)), ...placeOf(text, start)};
  const [, own] = /^function\s*([\w$]*)/.exec(text.slice(keyword));
  return {name: own || nameBefore(text.slice(0, keyword).replace(/\basync\s*$/, '')), ...placeOf(text, start)};
}

// A function without a name gets that of the variable or the property of a literal it is
// given to; not that of a property assigned to.
function nameBefore(text) {
  const [, before, name] = /([^\w$#])([\w$]+)\s*[=:]\s*$/.exec(text) ?? [];
  return name && before !== '.' && !/\?\s*$/.test(before) ? name : '';
}

function classBefore(text) {
  const at = [...text.matchAll(/\bclass\b/g)].at(-1).index;
  const [, own] = /^class(?:\s+(?!extends\b)([\w$]+))?/.exec(text.slice(at));
  return own || nameBefore(text.slice(0, at));
}
