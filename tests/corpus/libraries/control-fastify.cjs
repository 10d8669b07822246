/* truth
{"ops": 1500, "leaks": []}
*/
'use strict';
// The servers of fastify-decorator and fastify-hook-listeners, in order: the trail is written
// out when it is long enough, and the listener is taken off with the response.
const {EventEmitter} = require('node:events');
const fastify = require('fastify');
const {request, run} = require('./harness.cjs');

class AuditTrail {
  constructor() {
    this.entries = [];
    this.written = 0;
  }

  record(entry) {
    this.entries.push(entry);
    if (this.entries.length < 100) return;
    this.written += this.entries.length;
    this.entries = [];
  }
}

const configBus = new EventEmitter().setMaxListeners(0);

async function main() {
  const app = fastify();
  app.decorate('audit', new AuditTrail());
  app.decorateRequest('onConfigChanged', null);
  app.addHook('onRequest', async request => {
    request.onConfigChanged = () => request.log.info('changed');
    configBus.on('changed', request.onConfigChanged);
  });
  app.addHook('onResponse', async request => {
    configBus.off('changed', request.onConfigChanged);
    app.audit.record({url: request.url, at: new Date()});
  });
  app.get('/orders/:id', async request => ({id: request.params.id, listeners: configBus.listenerCount('changed')}));
  await app.listen({port: 0, host: '127.0.0.1'});
  await run({ops: 1500, grow: (from, to) => request(app.server, from, to)});
}

main();
