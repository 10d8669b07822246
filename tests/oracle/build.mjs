// Bundles DevTools' heap snapshot engine, its code untouched, into one module
// that Node can load: dist/engine.mjs. Works in the current directory, which
// must hold src/ and node_modules/.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const frontEnd = path.resolve('node_modules/chrome-devtools-frontend/front_end');
const textUtils = path.join(frontEnd, 'core/text_utils/TextUtils.ts');

// What the engine imports beside its own files would pull in the user interface.
// Each stand-in offers no more than the engine uses.
const standIns = new Map([
  // Titles of progress messages.
  ['core/i18n/i18n.ts', 'export const i18n = {serializeUIString: (text, values) => JSON.stringify([text, values])};'],
  // One class of this library is used; see cutTokenizer.
  ['core/text_utils/text_utils.ts', `export * as TextUtils from 'cut:tokenizer';`],
  ['models/heap_snapshot/heap_snapshot.ts', `export * as HeapSnapshotModel from './HeapSnapshotModel.js';`],
  // Finds out which browser it is in; only its types are used here.
  ['core/platform/HostRuntime.ts', 'export {};'],
].map(([file, source]) => [path.join(frontEnd, file), source]));

// The class is taken out of its file as text, since the rest of that file needs the DOM.
function cutTokenizer() {
  const source = fs.readFileSync(textUtils, 'utf8');
  const start = source.indexOf('export class BalancedJSONTokenizer');
  const end = source.indexOf('\n}\n', start);
  if (start < 0 || end < 0) throw new Error(`${textUtils} no longer holds BalancedJSONTokenizer`);
  return source.slice(start, end + 3);
}

const plugin = {
  name: 'devtools-engine',
  setup(build) {
    build.onResolve({filter: /^cut:/}, ({path}) => ({path, namespace: 'cut'}));
    build.onLoad({filter: /.*/, namespace: 'cut'}, () => ({contents: cutTokenizer(), loader: 'ts'}));
    // DevTools' sources import './X.js' where the package has X.ts.
    build.onResolve({filter: /\.js$/}, ({path: wanted, resolveDir}) => {
      const source = path.resolve(resolveDir, wanted).replace(/\.js$/, '.ts');
      return fs.existsSync(source) ? {path: source} : undefined;
    });
    build.onLoad({filter: /\.ts$/}, ({path: file}) =>
      standIns.has(file) ? {contents: standIns.get(file), loader: 'ts', resolveDir: path.dirname(file)} : undefined);
  },
};

await esbuild.build({
  entryPoints: ['src/entry.ts'],
  outfile: 'dist/engine.mjs',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  plugins: [plugin],
});
