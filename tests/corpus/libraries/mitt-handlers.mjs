/* truth
{"ops": 1500, "leaks": [
  {"shape": ["event-listeners", "subscription-store"], "holder": ["bus", "all", "get(\"order\")", "order"],
   "class": "onOrder()", "at": "mitt-handlers.mjs: onOrder = ", "before": 400, "new": 1500}
]}
*/
// mitt keeps arrays of handlers in a Map, by type. The handler that is taken off here is
// another one than was put on.
import mitt from 'mitt';
import harness from './harness.cjs';

export const bus = mitt();

function watchOrder(number) {
  const order = {number: `order-${number}`, steps: ['received']};
  const onOrder = event => {
    if (event.number === order.number) order.steps.push(event.step);
  };
  bus.on('order', onOrder);
  return function stop() {
    bus.off('order', event => onOrder(event));
  };
}

await harness.run({
  ops: 1500,
  async grow(from, to) {
    for (let i = from; i < to; i++) {
      const stop = watchOrder(i);
      if (i % 500 === 0) bus.emit('order', {number: `order-${i}`, step: 'paid'});
      stop();
    }
  },
});
