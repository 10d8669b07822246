// Everything the tests fetch or build lives in one cache directory, so that a
// second run needs no network and the checkout stays clean.
import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const sources = ['package.json', 'build.mjs', 'devtools.mjs', 'src/entry.ts'];

export function npmInstall(directory, ...packages) {
  // No package used here needs its install script. stdout belongs to the report.
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error', ...packages],
    {cwd: directory, stdio: ['ignore', 2, 2]});
}

// Installs and builds the engine below `work`; returns the arguments for `node` that run it.
export function setUpEngine(work) {
  const directory = path.join(work, 'engine');
  const hash = createHash('sha256');
  sources.forEach(file => hash.update(fs.readFileSync(path.join(here, file))));
  const wanted = hash.digest('hex');
  // Written last: an interrupted set-up is done again.
  const stamp = path.join(directory, 'built');
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== wanted) {
    fs.rmSync(stamp, {force: true});
    fs.mkdirSync(path.join(directory, 'src'), {recursive: true});
    sources.forEach(file => fs.copyFileSync(path.join(here, file), path.join(directory, file)));
    npmInstall(directory);
    execFileSync(process.execPath, ['build.mjs'], {cwd: directory, stdio: ['ignore', 2, 2]});
    fs.writeFileSync(stamp, wanted);
  }
  // A limit, not a reservation: 18 GB let the engine read snapshots of 2 GB.
  return ['--max-old-space-size=18000', path.join(directory, 'devtools.mjs')];
}

// Installs memlab below `work`, without the browser that it would drive; returns the
// arguments for `node` that run it.
export function setUpMemlab(work) {
  const directory = path.join(work, 'memlab');
  const program = path.join(directory, 'node_modules', 'memlab', 'bin', 'memlab');
  if (!fs.existsSync(program)) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    process.env.PUPPETEER_SKIP_DOWNLOAD = '1';
    npmInstall(directory, 'memlab@2');
  }
  // Its own first line asks for these, but for a heap of 4 GB.
  return ['--expose-gc', '--max-old-space-size=18000', program];
}

// The `node` program of a major version, from the npm packages that hold only that.
export function setUpNode(work, major) {
  const name = `node-linux-${process.arch}`;
  const directory = path.join(work, `node-${major}`);
  const program = path.join(directory, 'node_modules', name, 'bin', 'node');
  if (!fs.existsSync(program)) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, `${name}@${major}`);
  }
  return program;
}

// The program at `file` in a package that holds one for this machine.
export function setUpPackage(work, name, version, file) {
  const directory = path.join(work, `${path.basename(name)}-${version}`);
  const program = path.join(directory, 'node_modules', name, file);
  if (!fs.existsSync(program)) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, `${name}@${version}`);
    fs.chmodSync(program, 0o755);
  }
  return program;
}

// Runs a program to its end; its output is read by `consume`, a piece at a time.
export async function run(program, args, consume) {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'pipe']});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', text => complaint = (complaint + text).slice(-4000));
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  // Waited for together, or a program that cannot start would go unnoticed.
  const [result, status] = await Promise.all([consume(child.stdout.setEncoding('utf8')), ended]);
  if (status !== 0) {
    throw new Error(`${[program, ...args].join(' ')}\nended with ${status}: ${complaint.trim()}`);
  }
  return result;
}

export async function runForJson(program, args) {
  return JSON.parse(await run(program, args, async stream => {
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    return pieces.join('');
  }));
}

// A number that is another one with each commit: which share of a long test has its turn.
export function turn() {
  try {
    return Number(execFileSync('git', ['rev-list', '--count', 'HEAD'], {cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}));
  } catch {
    // Not a checkout: by the day.
    return Math.floor(Date.now() / 86_400_000);
  }
}
