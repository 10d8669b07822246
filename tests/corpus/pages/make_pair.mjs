// Two snapshots of a page in headless Chromium, before and after some use of it.
//
//   node make_pair.mjs PAGE DIRECTORY [--work DIR]
//   node make_pair.mjs --list
//
// PAGE is the name of a file here without its ending. Packages are installed in
// DIR/pages; without --work, in build/corpus of this checkout.
import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {readTruth} from '../truth.mjs';
import {Browser} from './browser.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const defaultWork = path.resolve(here, '../../../build/corpus');

// How often grow() has been called before the first snapshot. In two steps, since
// some code is compiled again only after it has run for a while.
const warmedUp = 100;
const grown = 300;

// An .html page is served as it is, a .jsx page as a bundle with the shell below.
export function pages() {
  return fs.readdirSync(here).filter(file => /\.(html|jsx)$/.test(file)).map(file => path.parse(file).name).sort();
}

export function sourceOf(name) {
  const file = ['.html', '.jsx'].map(ending => path.join(here, name + ending)).find(file => fs.existsSync(file));
  if (!file) throw new Error(`no page ${name} in ${here}`);
  return file;
}

export function truthOf(name) {
  return readTruth(sourceOf(name));
}

function install(work) {
  const directory = path.join(work, 'pages');
  const wanted = fs.readFileSync(path.join(here, 'package.json'), 'utf8');
  // Written last: an interrupted installation is done again.
  const stamp = path.join(directory, 'installed');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), wanted);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'],
      {cwd: directory, stdio: ['ignore', 2, 2]});
    fs.writeFileSync(stamp, wanted);
  }
  return directory;
}

async function bundle(source, work, build) {
  const directory = install(work);
  const esbuild = createRequire(path.join(directory, 'package.json'))('esbuild');
  const {outputFiles} = await esbuild.build({
    entryPoints: [source],
    write: false,
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    minify: build === 'minified',
    // Names of functions are part of the truth of pages that are not minified.
    keepNames: false,
    define: {'process.env.NODE_ENV': JSON.stringify(build === 'development' ? build : 'production')},
    // The pages are not in the directory where their packages are.
    nodePaths: [path.join(directory, 'node_modules')],
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

function shell(name) {
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${name}</title>\n<main id="root"></main>\n<script src="${name}.js"></script>\n`;
}

// What the page is made of: path → [type, text].
async function filesOf(name, work) {
  const source = sourceOf(name);
  if (source.endsWith('.html')) return new Map([[`/${name}.html`, ['text/html', fs.readFileSync(source, 'utf8')]]]);
  const script = await bundle(source, work, truthOf(name).build);
  return new Map([[`/${name}.html`, ['text/html', shell(name)]], [`/${name}.js`, ['text/javascript', script]]]);
}

async function serve(files) {
  const server = http.createServer((request, response) => {
    const [type, text] = files.get(request.url) ?? [];
    response.writeHead(type ? 200 : 404, {'content-type': `${type ?? 'text/plain'}; charset=utf-8`}).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export async function makePair(name, directory, {work = defaultWork} = {}) {
  const {ops} = truthOf(name);
  fs.mkdirSync(directory, {recursive: true});
  const server = await serve(await filesOf(name, work));
  const profile = path.join(directory, 'profile');
  const browser = new Browser(profile);
  try {
    const page = await browser.openPage(`http://127.0.0.1:${server.address().port}/${name}.html`);
    const use = async (from, to) => {
      await page.evaluate(`Promise.resolve(grow(${from}, ${to})).then(() => {})`);
      // Frames are drawn and what waits for an idle moment is done.
      await page.evaluate('new Promise(resolve => setTimeout(resolve, 300))');
    };
    await use(0, warmedUp);
    await use(warmedUp, grown);
    await page.takeSnapshot(path.join(directory, 'before.heapsnapshot'));
    await use(grown, grown + ops);
    await page.takeSnapshot(path.join(directory, 'after.heapsnapshot'));
  } finally {
    await browser.close();
    server.close();
    fs.rmSync(profile, {recursive: true, force: true});
  }
}

async function main() {
  const {values: {work, list}, positionals: [name, directory]} = parseArgs({
    allowPositionals: true,
    options: {work: {type: 'string', default: defaultWork}, list: {type: 'boolean', default: false}},
  });
  if (list) return console.log(pages().join('\n'));
  if (!directory) throw new Error('usage: make_pair.mjs PAGE DIRECTORY [--work DIR]');
  await makePair(name, path.resolve(directory), {work: path.resolve(work)});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
