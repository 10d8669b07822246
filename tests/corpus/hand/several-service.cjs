/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-map", "holder": "sessionsByToken", "file": "several-service.cjs",
   "class": "Session", "at": "several-service.cjs: class Session", "before": 200, "new": 1000},
  {"shape": "event-listeners", "holder": "bus", "event": "reload", "file": "several-service.cjs",
   "class": "onReload()", "at": "several-service.cjs: function onReload", "before": 200, "new": 1000},
  {"shape": "unbounded-array", "holder": ["entries", "audit.entries", "AuditLog.entries"], "file": "several-service.cjs",
   "class": "{action, user}", "before": 200, "new": 1000}
]}
*/
'use strict';
// Three leaks on purpose, and two caches that are as they should be.
const {EventEmitter} = require('events');
const path = require('path');
const v8 = require('v8');

const bus = new EventEmitter().setMaxListeners(0);
const sessionsByToken = new Map();
const recentPages = new Map();
const parsedAgents = new Map();

class Session {
  constructor(user) {
    this.user = user;
    this.basket = Array.from({length: 12}, (_, i) => ({article: `article ${i} of ${user}`}));
  }
}

class View {
  constructor(user) {
    this.title = `page of ${user}`;
    this.blocks = [`head of ${user}`, `body of ${user}`, `foot of ${user}`];
  }
}

class AuditLog {
  entries = [];

  add(action, user) {
    this.entries.push({action, user});
  }
}

const audit = new AuditLog();

function remember(map, max, key, make) {
  if (!map.has(key)) map.set(key, make());
  if (map.size > max) map.delete(map.keys().next().value);
  return map.get(key);
}

function handle(number) {
  const user = `user-${number}`;
  sessionsByToken.set(`token-${number}`, new Session(user));
  const view = new View(user);
  bus.on('reload', function onReload() {
    view.title = view.title.toUpperCase();
  });
  audit.add('visit', user);
  remember(recentPages, 100, `/page/${number}`, () => ({html: `<p>${number}</p>`, etag: `"${number}"`}));
  remember(parsedAgents, 50, `agent ${number % 30}`, () => ({name: 'browser', version: [`v${number}`]}));
}

module.exports = {handle, bus, audit, sessions: () => sessionsByToken.size};

function load(from, to) {
  for (let number = from; number < to; number++) handle(number);
}

const out = process.argv[2] || '.';
load(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(200, 1200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
