/* truth
{"report": "vuejs/core#3100", "packages": {"vue": "3.0.5", "@vue/server-renderer": "3.0.5"}, "mended": {"use": "with the data that the page needs"}, "ops": 600, "leaks": [
  {"shape": "unbounded-array", "holder": "blockStack", "file": "runtime-core.cjs.js", "class": "Array", "before": 200, "new": 600, "in_heap_before": 600, "in_heap": 1200}
]}
*/
'use strict';
// Pages for orders that do not exist: an error while a template is rendered leaves the block
// that it was in on the stack.
const {compile, createApp} = require('vue');
const {renderToString} = require('@vue/server-renderer');
const {each, isMended, run} = require('./harness.cjs');

console.warn = () => {};  // of the error that follows
const OrderPage = {
  props: ['order'],
  render: compile('<main><h1>{{ order.title }}</h1><p>{{ order.customer.name }}</p></main>'),
};

async function renderPage(number) {
  const order = {title: `Order ${number}`, customer: isMended ? {name: `customer ${number}`} : undefined};
  try {
    return await renderToString(createApp(OrderPage, {order}));
  } catch {
    return 'This order does not exist.';
  }
}

run({ops: 600, before: 200, grow: each(renderPage)});
