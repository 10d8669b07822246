/* truth
{"ops": 1500, "leaks": [
  {"shape": "unbounded-array", "holder": "entries", "file": "fastify-decorator.mjs",
   "class": "AuditEntry", "at": "fastify-decorator.mjs: class AuditEntry", "before": 400, "new": 1500}
]}
*/
// An audit trail that was to be written to disk "later", as a decorator of the server, filled
// by a hook.
import Fastify from 'fastify';
import harness from './harness.cjs';

class AuditEntry {
  constructor(request, reply) {
    this.route = request.routeOptions.url;
    this.address = `${request.ip}${request.url}`;
    this.status = String(reply.statusCode);
    this.at = new Date();
  }
}

class AuditTrail {
  constructor() {
    this.entries = [];
  }

  record(request, reply) {
    this.entries.push(new AuditEntry(request, reply));
  }

  last() {
    return this.entries.at(-1);
  }
}

const app = Fastify();
app.decorate('audit', new AuditTrail());
app.addHook('onResponse', async function (request, reply) {
  this.audit.record(request, reply);
});
app.get('/orders/:id', async request => ({id: request.params.id, last: app.audit.last()?.address}));

await app.listen({port: 0, host: '127.0.0.1'});
await harness.run({ops: 1500, grow: (from, to) => harness.request(app.server, from, to)});
