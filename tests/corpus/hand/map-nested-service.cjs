/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": ["services.billing.cache", "billing.cache", "cache"], "file": "map-nested-service.cjs",
   "class": "Invoice", "at": "map-nested-service.cjs: class Invoice", "before": 250, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: the cache of one service, three objects deep, is never asked to forget.
const path = require('path');
const v8 = require('v8');

class Invoice {
  constructor(number, amount) {
    this.number = number;
    this.amount = amount;
    this.positions = [`work of day ${number}`, `travel of day ${number}`];
  }
}

const services = {
  billing: {
    cache: new Map(),
    invoice(number) {
      const key = `invoice/${number}`;
      if (!this.cache.has(key)) this.cache.set(key, new Invoice(number, number * 1.19));
      return this.cache.get(key);
    },
  },
  mail: {
    sent: 0,
    // One entry a template: as many as there are templates.
    templates: new Map([['invoice', 'Your invoice'], ['reminder', 'Your reminder']]),
    send(template, invoice) {
      this.sent += this.templates.get(template).length + invoice.positions.length;
    },
  },
};

function month(from, to) {
  for (let number = from; number < to; number++) services.mail.send('invoice', services.billing.invoice(number));
}

module.exports = services;

const out = process.argv[2] || '.';
month(0, 250);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
month(250, 2250);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
