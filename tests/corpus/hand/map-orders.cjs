/* truth
{"ops": 3000, "leaks": [
  {"shape": "unbounded-map", "holder": "ordersById", "file": "map-orders.cjs",
   "class": "Order", "at": "map-orders.cjs: class Order", "before": 200, "new": 3000}
]}
*/
'use strict';
// Leaks on purpose: orders are looked up by id long after they were shipped.
const path = require('path');
const v8 = require('v8');

const ordersById = new Map();
let lastId = 0;

class Line {
  constructor(sku, quantity) {
    this.sku = sku;
    this.quantity = quantity;
  }
}

class Order {
  constructor(customer, lines) {
    this.id = `order-${++lastId}`;
    this.customer = customer;
    this.lines = lines;
    this.state = 'new';
  }
}

function placeOrder(customer, skus) {
  const order = new Order(customer, skus.map(sku => new Line(sku, 1)));
  ordersById.set(order.id, order);
  return order;
}

function getOrder(id) {
  return ordersById.get(id);
}

function ship(id) {
  const order = getOrder(id);
  order.state = 'shipped';
}

function serve(count) {
  for (let i = 0; i < count; i++) {
    const {id} = placeOrder(`customer ${i % 50}`, ['apple', 'pear']);
    ship(id);
  }
}

module.exports = {placeOrder, getOrder, ship};

const out = process.argv[2] || '.';
serve(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(3000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
