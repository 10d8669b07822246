'use strict';
// Leaks on purpose: every order stays in a Map that nothing ever empties.
const path = require('path');
const v8 = require('v8');

const ordersById = new Map();

class Order {
  constructor(id) {
    this.id = id;
    this.customer = 'customer ' + (id % 50);
    this.lines = [{sku: 'sku-' + id, quantity: 1 + (id % 3)}];
  }
}

function placeOrder(id) {
  ordersById.set('order-' + id, new Order(id));
}

function findOrder(id) {
  return ordersById.get('order-' + id);
}

function placeOrders(from, to) {
  for (let id = from; id < to; id++) {
    placeOrder(id);
    findOrder(id);
  }
}

const out = process.argv[2] || '.';
placeOrders(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
placeOrders(200, 3200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
