// Headless Chromium, driven by the DevTools protocol over two pipes: it reads its
// commands from descriptor 3 and answers on descriptor 4, each message a JSON text
// that ends with a NUL. No port is opened, so that runs cannot meet each other.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import {findChromium} from '../../oracle/chromium.mjs';

const options = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-extensions',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // A page nobody looks at would have its timers and its drawing slowed down.
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
];

export class Browser {
  #process;
  #answers = new Map();
  #listeners = new Map();
  #lastId = 0;
  #unread = '';
  #ended = null;

  constructor(profile) {
    this.#process = spawn(findChromium(), [...options, `--user-data-dir=${profile}`, '--remote-debugging-pipe'],
      {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
    const end = error => {
      this.#ended ??= error;
      this.#answers.forEach(({reject}) => reject(error));
      this.#answers.clear();
    };
    this.#process.on('error', end);
    this.#process.on('exit', (status, signal) => end(new Error(`chromium ended with ${signal ?? status}`)));
    this.#process.stdio[3].on('error', end);
    this.#process.stdio[4].setEncoding('utf8').on('data', text => this.#read(text));
  }

  #read(text) {
    const messages = (this.#unread + text).split('\0');
    this.#unread = messages.pop();
    for (const {id, method, params, result, error} of messages.map(message => JSON.parse(message))) {
      if (id === undefined) {
        this.#listeners.get(method)?.(params);
        continue;
      }
      const answer = this.#answers.get(id);
      this.#answers.delete(id);
      if (error) answer?.reject(new Error(`chromium: ${error.message}`));
      else answer?.resolve(result);
    }
  }

  // One listener an event: the last one.
  on(event, listener) {
    this.#listeners.set(event, listener);
  }

  send(method, params = {}, sessionId = undefined) {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, {resolve, reject});
      this.#process.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
    });
  }

  async openPage(url) {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    await this.send('Page.enable', {}, sessionId);
    const loaded = new Promise(resolve => this.on('Page.loadEventFired', resolve));
    await this.send('Page.navigate', {url}, sessionId);
    await loaded;
    return new Page(this, sessionId);
  }

  async close() {
    if (this.#ended) return;
    const gone = once(this.#process, 'exit');
    await this.send('Browser.close').catch(() => this.#process.kill());
    await gone;
  }
}

// `Runtime.enable` is never sent: it would make the page keep every argument of console.log().
class Page {
  #browser;
  #session;

  constructor(browser, session) {
    this.#browser = browser;
    this.#session = session;
  }

  #send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  // Waits if the expression gives a promise. The result is copied, lest the protocol hold on to it.
  async evaluate(expression) {
    const {result, exceptionDetails} =
      await this.#send('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) {
      throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    }
    return result.value;
  }

  async takeSnapshot(file) {
    // Twice: what finalizers let go in the first is freed in the second.
    await this.#send('HeapProfiler.collectGarbage');
    await this.#send('HeapProfiler.collectGarbage');
    const out = fs.createWriteStream(file);
    this.#browser.on('HeapProfiler.addHeapSnapshotChunk', ({chunk}) => out.write(chunk));
    await this.#send('HeapProfiler.takeHeapSnapshot', {reportProgress: false});
    await new Promise((resolve, reject) => out.on('error', reject).end(resolve));
  }
}
