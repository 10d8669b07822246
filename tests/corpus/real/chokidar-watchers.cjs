/* truth
{"report": "paulmillr/chokidar#307", "packages": {"chokidar": "3.5.3"}, "mended": {"use": "closed with the session"}, "ops": 200, "leaks": [
  {"shape": ["unbounded-map", "native-handles"], "holder": ["FsWatchInstances", "FSEvent", "FSEventWrap"], "kind": "native handle",
   "class": ["{listeners, errHandlers, rawEmitters, watcher}", "FSWatcher"], "before": 50, "new": 200}
]}
*/
'use strict';
// Each session watches a directory of its own, and is closed without its watcher.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const chokidar = require('chokidar');
const {each, isMended, run} = require('./harness.cjs');

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'heapdiff-corpus-'));
process.on('exit', () => fs.rmSync(root, {recursive: true, force: true}));

async function session(number) {
  const directory = path.join(root, `session-${number}`);
  fs.mkdirSync(directory);
  const watcher = chokidar.watch(directory);
  await new Promise((resolve, reject) => watcher.on('ready', resolve).on('error', reject));
  if (isMended) await watcher.close();
}

run({ops: 200, before: 50, grow: each(session)});
