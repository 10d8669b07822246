// The generated half of the corpus: one program for a seed and an index.
//
//   node generate.mjs SEED INDEX [--work DIRECTORY]     writes it and says where
//
// A program is a leak of one shape, or three, or none, among healthy neighbours; written as
// CommonJS or as ES modules, in one file or in several, and as it is, minified or bundled.
// Truth is made with the program: names are known because they were drawn, those that
// esbuild changed are taken from its source map, and places from marks in the text.
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {functionAround, renamings, setUpEsbuild} from './generator/bundle.mjs';
import {Draw} from './generator/draw.mjs';
import {healthy, passing, warmUp} from './generator/healthy.mjs';
import {leaks, weighable} from './generator/leaks.mjs';
import {indent} from './generator/pieces.mjs';
import {listOf} from './truth.mjs';

// In turn, so that any few dozen programs have every shape; controls come more often.
const themes = [...Object.keys(leaks), 'control', 'several', 'control', 'warm-up', 'control'];

// Of how many objects controls may differ: a queue that drains is not at the same point of its
// round at both snapshots.
const queuesApart = 600;

const ways = [
  {files: 'one', system: 'cjs'}, {files: 'one', system: 'esm'},
  {files: 'many', system: 'cjs'}, {files: 'many', system: 'esm'},
  {files: 'many', system: 'cjs', minify: true}, {files: 'many', system: 'esm', minify: true},
  {files: 'many', system: 'cjs', bundle: 'cjs'}, {files: 'many', system: 'esm', bundle: 'esm'}, {files: 'many', system: 'esm', bundle: 'cjs'},
  {files: 'many', system: 'cjs', bundle: 'cjs', minify: true}, {files: 'many', system: 'esm', bundle: 'esm', minify: true},
  {files: 'many', system: 'esm', bundle: 'cjs', minify: true},
];

// --- What is in it -----------------------------------------------------------------

// A part is a piece of a program with a step function of its own. A leak takes a step each
// time, every second time, or two.
function partOf(d, piece, per = 1) {
  const step = d.functionName();
  const bodies = {
    0.5: () => `if (i % 2 === 0) {\n${indent(piece.step('i'))}\n}`,
    1: () => piece.step('i'),
    2: () => `${piece.step('i * 2')}\n${piece.step('i * 2 + 1')}`,
  };
  const code = `${piece.code}\n\nfunction ${step}(i) {\n${indent(bodies[per]())}\n}`;
  return {piece, step, per, code, imports: piece.imports ?? [], exports: [step, ...listOf(piece.shareable && d.chance(40) ? piece.shareable : undefined)]};
}

function planParts(d, theme, way) {
  const sloppy = way.system === 'cjs' && !way.strict;
  const parts = [];
  let ops;
  let before;
  if (theme === 'several') {
    // A third of the other's bytes at most, each.
    const makers = d.shuffle(weighable).slice(0, 3);
    [90, 22, 3].forEach((weight, i) => parts.push(partOf(d, makers[i](d, {weight, sloppy}))));
    [ops, before] = [d.int(400, 1000), d.int(20, 200)];
  } else if (leaks[theme]) {
    const leak = d.pick(leaks[theme])(d, {sloppy});
    const per = d.pick([1, 1, 1, 2, 0.5]);
    parts.push(partOf(d, leak, per));
    const fresh = Math.min(d.int(leak.least ?? 400, d.pick([900, 2000, 5000])), leak.most ?? 5000);
    [ops, before] = [Math.ceil(Math.max(fresh, 250) / per), Math.ceil(d.int(16, 300) / per)];
  } else {
    [ops, before] = [d.int(500, 4000), d.int(100, 400)];
    if (theme === 'warm-up') parts.push(partOf(d, warmUp(d)));
  }
  // Every second time means whole numbers.
  [ops, before] = [ops + ops % 2, before + before % 2];
  const neighbours = theme === 'several' ? 2 : theme === 'control' ? d.int(1, 5) : d.int(0, 3);
  for (const make of d.shuffle(healthy).slice(0, neighbours)) parts.push({...partOf(d, make(d)), healthy: true});
  for (let i = d.int(0, 3); i > 0; i--) parts.push({...partOf(d, passing(d)), healthy: true});
  return {parts: d.shuffle(parts), leaking: parts.filter(({piece}) => piece.shape), ops, before};
}

// --- How it is written ----------------------------------------------------------------

function importText(system, {from, names}, whole) {
  if (system === 'esm') return `import ${whole ?? `{${names.join(', ')}}`} from '${from}';`;
  return `const ${whole ?? `{${names.join(', ')}}`} = require('${from}');`;
}

function exportText(system, names) {
  return system === 'esm' ? `export {${names.join(', ')}};` : `module.exports = {${names.join(', ')}};`;
}

function merge(imports) {
  return [...new Map(imports.map(one => [one.from, one])).values()];
}

function fileNameOf(name) {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

function mainText(d, plan, system, imports, own) {
  const [handle, report, serve] = [d.functionName(), d.functionName(), d.functionName()];
  const neighbours = plan.parts.filter(part => part.healthy);
  const shared = plan.parts.flatMap(part => part.exports.slice(1));
  const queries = own ? plan.parts.flatMap(part => listOf(part.piece.query)) : [];
  const warm = Math.max(0, ...plan.parts.map(part => part.piece.warm ?? 0)) + d.int(0, 500);
  const seen = [...shared, ...queries].map(text => `${text}`).join(', ');
  // Neighbours go on counting where they left off: none of their numbers may come twice.
  const lines = [
    `const out = process.argv[2] ?? '.';`,
    `let served = 0;`,
    `let warmed = 0;`,
    ``,
    `function ${handle}() {`,
    ...plan.parts.filter(part => !part.healthy).map(part => `  ${part.step}(served);`),
    `  served++;`,
    ...neighbours.length ? neighbours.map(part => `  ${part.step}(warmed);`).concat('  warmed++;') : [],
    `}`,
    ``,
    `function ${report}() {`,
    `  return [served${seen && `, ${seen}`}];`,
    `}`,
    ``,
    `function ${serve}(count) {`,
    `  for (let i = 0; i < count; i++) ${handle}();`,
    `}`,
    ``,
  ];
  if (neighbours.length) lines.push(`for (; warmed < ${warm}; warmed++) {`, ...neighbours.map(part => `  ${part.step}(warmed);`), `}`);
  // The warm-up of a control of that name comes between the snapshots.
  const first = plan.theme === 'warm-up' ? 0 : plan.before;
  const run = [
    ...first ? [`${serve}(${first});`] : [],
    `v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));`,
    `${serve}(${plan.ops});`,
    `v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));`,
  ];
  if (d.chance(40)) {
    const main = d.functionName();
    const pause = 'await new Promise(resolve => setImmediate(resolve));';
    lines.push(`async function ${main}() {`, ...run.flatMap(line => line.startsWith('v8') ? [`  ${pause}`, `  ${line}`] : [`  ${line}`]), `}`, ``, `${main}();`);
  } else {
    lines.push(...run);
  }
  const head = [
    importText(system, {from: 'node:path'}, 'path'), importText(system, {from: 'node:v8'}, 'v8'), ...merge(imports).map(one => importText(system, one)),
  ];
  // The exports of a CommonJS module are given before it runs: it may be asked for while it does.
  const exported = exportText(system, [handle, report]);
  return [...head, '', ...own ? [own, ''] : [], ...system === 'cjs' ? [...lines.slice(0, -run.length), exported, ''] : lines.slice(0, -run.length), ...lines.slice(-run.length), ...system === 'esm' ? ['', exported] : []].join('\n');
}

// {file name: text}; main first.
function writeSources(d, plan, way) {
  const {system} = way;
  const ending = system === 'esm' ? 'mjs' : 'cjs';
  const strict = system === 'cjs' && way.strict ? `'use strict';\n` : '';
  const files = new Map();
  if (way.files === 'one') {
    const text = mainText(d, plan, system, plan.parts.flatMap(part => part.imports), plan.parts.map(part => part.code).join('\n\n'));
    files.set(`main.${ending}`, strict + text);
    return files;
  }
  const folder = d.pick(['', 'lib/', 'src/services/']);
  const modules = plan.parts.map(part => {
    const name = `${folder}${fileNameOf(part.step)}.${ending}`;
    const head = merge(part.imports).map(one => `${importText(system, one)}\n`).join('');
    return {name, exports: part.exports, text: `${strict}${head}${head && '\n'}${part.code}\n\n${exportText(system, part.exports)}\n`};
  });
  const imports = modules.map(({name, exports}) => ({from: `./${name}`, names: exports}));
  files.set(`main.${ending}`, strict + mainText(d, plan, system, imports, ''));
  for (const {name, text} of modules) files.set(name, text);
  return files;
}

// --- What esbuild makes of it ------------------------------------------------------------

function buildOptions(way) {
  const minify = way.minify === 'names' ? {minifyIdentifiers: true} : {minify: way.minify === true};
  return {...minify, target: 'node20', sourcemap: 'external', charset: 'utf8', logLevel: 'error'};
}

// The files as they will run, and what became of each name.
function build(esbuild, directory, sources, way) {
  if (!way.bundle && !way.minify) return {files: sources, renamed: new Map()};
  const renamed = new Map();
  const note = (text, map) => {
    for (const [from, to] of renamings(text, map)) renamed.set(from, new Set([...renamed.get(from) ?? [], ...to]));
  };
  const files = new Map();
  if (!way.bundle) {
    for (const [name, source] of sources) {
      const {code, map} = esbuild.transformSync(source, buildOptions(way));
      files.set(name, code);
      note(code, map);
    }
    return {files, renamed};
  }
  const from = path.join(directory, 'source');
  for (const [name, text] of sources) {
    fs.mkdirSync(path.dirname(path.join(from, name)), {recursive: true});
    fs.writeFileSync(path.join(from, name), text);
  }
  const name = `${way.bundleName}.${way.bundle === 'esm' ? 'mjs' : 'cjs'}`;
  const {outputFiles} = esbuild.buildSync({
    // Paths get into the output, and those of the machine should not.
    ...buildOptions(way), absWorkingDir: from, entryPoints: [[...sources.keys()][0]], outfile: path.join(directory, name),
    bundle: true, platform: 'node', format: way.bundle, write: false,
  });
  const text = outputFiles.find(({path: file}) => file.endsWith(name)).text;
  files.set(name, text);
  note(text, outputFiles.find(({path: file}) => file.endsWith('.map')).text);
  fs.rmSync(from, {recursive: true});
  return {files, renamed};
}

// --- What truth says of it -----------------------------------------------------------------

function holderNames(piece, renamed) {
  const texts = ({variable, property}) => property ? [property] : [...renamed.get(variable) ?? [variable]];
  const joined = path => path.reduce((heads, part) => heads.flatMap(head => texts(part).map(text => head ? `${head}.${text}` : text)), ['']);
  return [...new Set(piece.names.flatMap(joined))];
}

function elementTruth(element, files) {
  const classes = [];
  const places = [];
  for (const {mark, construct, properties, raw} of element) {
    if (properties) classes.push(`{${properties.join(', ')}}`);
    if (raw) classes.push(raw);
    if (!mark) continue;
    for (const [file, text] of files) {
      const around = functionAround(text, mark);
      if (!around) continue;
      if (!raw) classes.push(construct ? around.name : `${around.name}()`);
      places.push(`${path.basename(file)}:${around.line}:${around.column}`);
    }
  }
  return {'class': classes, ...places.length ? {at: [...new Set(places)]} : {}};
}

function truthOf(plan, files, renamed) {
  const leaks = plan.leaking.map(({piece, per}) => {
    const names = piece.names && holderNames(piece, renamed);
    // Whatever file mentions the holder may be called its place.
    const last = names?.map(name => name.split('.').at(-1));
    const mentions = [...files].filter(([, text]) => last?.some(name => text.includes(name))).map(([file]) => path.basename(file));
    return {
      shape: piece.shape, ...names && {holder: names}, ...piece.kind && {kind: piece.kind}, ...piece.delay && {delay: piece.delay},
      ...piece.event && {event: piece.event}, ...piece.file !== false && {file: mentions},
      ...elementTruth(piece.element, files), before: plan.before * per, new: plan.ops * per,
    };
  });
  return {ops: plan.ops, leaks, ...!leaks.length && {noise: plan.theme === 'warm-up' ? 3000 : queuesApart}};
}

export function generateProgram(work, seed, index) {
  const d = new Draw(seed, index);
  const theme = themes[index % themes.length];
  const way = {...d.pick(ways), strict: d.chance(50), bundleName: d.pick(['bundle', 'main', 'server', 'index', 'app.min'])};
  if (way.minify && d.chance(25)) way.minify = 'names';
  const directory = path.join(work, 'generated', `${seed}-${index}`);
  fs.rmSync(directory, {recursive: true, force: true});
  fs.mkdirSync(directory, {recursive: true});

  const plan = {theme, ...planParts(d, theme, way)};
  const sources = writeSources(d, plan, way);
  const built = build(way.bundle || way.minify ? setUpEsbuild(work) : null, directory, sources, way);
  // Truth takes the first three lines of the main file, and so moves all others.
  const [main] = built.files.keys();
  const files = new Map(built.files);
  files.set(main, `/* truth\n\n*/\n${files.get(main)}`);
  const truth = truthOf(plan, files, built.renamed);
  files.set(main, files.get(main).replace('\n\n', () => `\n${JSON.stringify(truth)}\n`));
  for (const [name, text] of files) {
    fs.mkdirSync(path.dirname(path.join(directory, name)), {recursive: true});
    fs.writeFileSync(path.join(directory, name), text.endsWith('\n') ? text : `${text}\n`);
  }
  const style = [way.system, way.files === 'many' && 'files', way.bundle && `bundle-${way.bundle}`, way.minify && `minified${way.minify === 'names' ? '-names' : ''}`].filter(Boolean).join('-');
  return {name: `${seed}-${index}-${theme}-${style}`, file: path.join(directory, main), directory};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {values, positionals: [seed, index]} = parseArgs({allowPositionals: true, options: {
    work: {type: 'string', default: fileURLToPath(new URL('../../build/corpus', import.meta.url))},
  }});
  if (!index) throw new Error('usage: node generate.mjs SEED INDEX [--work DIRECTORY]');
  console.log(generateProgram(path.resolve(values.work), Number(seed), Number(index)).file);
}
