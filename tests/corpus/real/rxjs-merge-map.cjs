/* truth
{"report": "ReactiveX/rxjs#2355", "packages": {"rxjs": "5.1.0"}, "mended": {"packages": {"rxjs": "5.4.3"}}, "ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": "_subscriptions", "class": ["ChildSubscription", "InnerSubscriber"], "before": [301, 300], "new": 1000}
]}
*/
'use strict';
// A stream of orders that lives as long as the program; for each order another one is asked
// something and ends. In this version the stream never forgets that it did.
const {Subject} = require('rxjs/Subject');
const {Observable} = require('rxjs/Observable');
require('rxjs/add/operator/mergeMap');
const {each, run, turn} = require('./harness.cjs');

const orders = new Subject();
let total = 0;
const priceOf = order => new Observable(observer => {
  setImmediate(() => {
    observer.next(order % 100);
    observer.complete();
  });
});
orders.mergeMap(priceOf).subscribe(price => total += price);

run({
  ops: 1000,
  grow: each(async number => {
    orders.next(number);
    await turn();
  }),
});

module.exports = {orders};
