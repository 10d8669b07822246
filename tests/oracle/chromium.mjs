// A pair of snapshots of a page, page.html or another one, through the DevTools protocol on two pipes:
// Chromium reads its commands from descriptor 3 and answers on descriptor 4, each
// message a JSON text that ends with a NUL.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

export function findChromium() {
  const found = (process.env.PATH ?? '').split(path.delimiter)
    .map(directory => path.join(directory, 'chromium')).find(file => fs.existsSync(file));
  if (!found) throw new Error('no program `chromium` in PATH; the full test needs it (Debian package: chromium)');
  return found;
}

class Browser {
  #child;
  #waiting = new Map();
  #listeners = new Map();
  #lastId = 0;
  #rest = '';
  #failure = null;

  constructor(profile) {
    this.#child = spawn(findChromium(), [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      `--user-data-dir=${profile}`, '--remote-debugging-pipe',
    ], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
    this.#child.on('error', error => this.#fail(error));
    this.#child.on('exit', status => this.#fail(new Error(`chromium ended with ${status}`)));
    this.#child.stdio[3].on('error', error => this.#fail(error));
    this.#child.stdio[4].setEncoding('utf8').on('data', text => this.#read(text));
  }

  #fail(error) {
    this.#failure ??= error;
    for (const {reject} of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #read(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const {id, method, params, result, error} of messages.map(message => JSON.parse(message))) {
      if (id === undefined) {
        this.#listeners.get(method)?.(params);
        continue;
      }
      const {resolve, reject} = this.#waiting.get(id) ?? {};
      this.#waiting.delete(id);
      if (error) reject?.(new Error(`chromium: ${error.message}`));
      else resolve?.(result);
    }
  }

  on(event, listener) {
    this.#listeners.set(event, listener);
  }

  send(method, params = {}, sessionId) {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {resolve, reject});
      this.#child.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
    });
  }

  async close() {
    if (this.#failure) return;
    const gone = new Promise(resolve => this.#child.once('exit', resolve));
    await this.send('Browser.close').catch(() => this.#child.kill());
    await gone;
  }
}

async function evaluate(browser, session, expression) {
  const {exceptionDetails} = await browser.send('Runtime.evaluate', {expression}, session);
  if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description}`);
}

async function takeSnapshot(browser, session, file) {
  const out = fs.createWriteStream(file);
  browser.on('HeapProfiler.addHeapSnapshotChunk', ({chunk}) => out.write(chunk));
  await browser.send('HeapProfiler.takeHeapSnapshot', {reportProgress: false}, session);
  await new Promise((resolve, reject) => out.on('error', reject).end(resolve));
}

export async function makePagePair(directory, page = 'page.html') {
  const browser = new Browser(path.join(directory, 'profile'));
  try {
    const {targetId} = await browser.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await browser.send('Target.attachToTarget', {targetId, flatten: true});
    await browser.send('Page.enable', {}, sessionId);
    const loaded = new Promise(resolve => browser.on('Page.loadEventFired', resolve));
    await browser.send('Page.navigate', {url: pathToFileURL(path.join(here, page)).href}, sessionId);
    await loaded;
    await evaluate(browser, sessionId, 'grow(0, 200)');
    await takeSnapshot(browser, sessionId, path.join(directory, 'before.heapsnapshot'));
    await evaluate(browser, sessionId, 'grow(200, 600); change()');
    await takeSnapshot(browser, sessionId, path.join(directory, 'after.heapsnapshot'));
  } finally {
    await browser.close();
    fs.rmSync(path.join(directory, 'profile'), {recursive: true, force: true});
  }
}
