/* truth
{"ops": 1500, "leaks": [
  {"shape": ["unbounded-map", "unbounded-array"], "holder": ["ticketsById", "ticketsInOrder"], "file": "two-indexes.cjs",
   "class": "SupportTicket", "at": "two-indexes.cjs: class SupportTicket", "before": 150, "new": 1500}
]}
*/
'use strict';
// Leaks on purpose: in a Map and in an array; closing a ticket takes it out of neither.
const path = require('path');
const v8 = require('v8');

const ticketsById = new Map();
const ticketsInOrder = [];

class SupportTicket {
  constructor(id, text) {
    this.id = id;
    this.text = text;
    this.replies = [`reply to ${id}`];
    this.open = true;
  }
}

function openTicket(text) {
  const ticket = new SupportTicket(`T-${ticketsInOrder.length}`, text);
  ticketsById.set(ticket.id, ticket);
  ticketsInOrder.push(ticket);
  return ticket.id;
}

function closeTicket(id) {
  ticketsById.get(id).open = false;
}

function oldestOpen() {
  return ticketsInOrder.find(ticket => ticket.open);
}

module.exports = {openTicket, closeTicket, oldestOpen};

function day(from, to) {
  for (let i = from; i < to; i++) closeTicket(openTicket(`it does not work, for the ${i}th time`));
}

const out = process.argv[2] || '.';
day(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
day(150, 1650);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
