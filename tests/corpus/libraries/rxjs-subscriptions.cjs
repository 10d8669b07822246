/* truth
{"ops": 1200, "leaks": [
  {"shape": ["subscription-store", "event-listeners", "unbounded-array"], "holder": ["observers", "currentObservers", "stock$"],
   "class": ["OperatorSubscriber", "SafeSubscriber", "onLevel()", "Cart"], "before": 400, "new": 1200}
]}
*/
'use strict';
// Each cart listens to the stock levels, through two operators, and is not told to stop when
// the cart is gone.
const {Subject, filter, map} = require('rxjs');
const {run} = require('./harness.cjs');

const stock$ = new Subject();

class Cart {
  constructor(sku) {
    this.sku = sku;
    this.available = 'unknown';
    this.subscription = stock$.pipe(
      filter(change => change.sku === this.sku),
      map(change => `${change.level} left`),
    ).subscribe(function onLevel(text) {
      sku = text;
    });
  }
}

function visit(number) {
  const cart = new Cart(`sku-${number}`);
  stock$.next({sku: cart.sku, level: number % 10});
  return cart.available.length;
}

run({
  ops: 1200,
  async grow(from, to) {
    for (let number = from; number < to; number++) visit(number);
  },
});
