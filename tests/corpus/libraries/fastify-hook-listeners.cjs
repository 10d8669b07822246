/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["configBus", "changed"], "event": "changed", "file": "fastify-hook-listeners.cjs",
   "class": "onConfigChanged()", "at": "fastify-hook-listeners.cjs: function onConfigChanged", "before": 400, "new": 1000}
]}
*/
'use strict';
// A plugin gives each request the configuration of the moment it came in, and listens for
// changes as long as the request lasts; or so it was meant.
const {EventEmitter} = require('node:events');
const fastify = require('fastify');
const {request, run} = require('./harness.cjs');

const configBus = new EventEmitter().setMaxListeners(0);
const config = {theme: 'light', limits: {lines: 100}};

async function configPlugin(app) {
  app.decorateRequest('config', null);
  app.addHook('onRequest', async request => {
    const own = {...config, requestedAt: Date.now() + 0.5, limits: {...config.limits, of: request.url}};
    request.config = own;
    configBus.on('changed', function onConfigChanged(changes) {
      Object.assign(own, changes);
    });
  });
  app.addHook('onResponse', async request => {
    request.config = null;
  });
}
// Hooks of a plugin stay inside it, unless it says otherwise.
configPlugin[Symbol.for('skip-override')] = true;

async function main() {
  const app = fastify();
  app.register(configPlugin);
  app.get('/orders/:id', async request => ({id: request.params.id, theme: request.config.theme}));
  await app.listen({port: 0, host: '127.0.0.1'});
  await run({
    ops: 1000,
    async grow(from, to) {
      await request(app.server, from, to);
      configBus.emit('changed', {theme: 'dark'});
    },
  });
}

main();
