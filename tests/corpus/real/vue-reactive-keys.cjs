/* truth
{"report": "vuejs/core#9419", "packages": {"@vue/reactivity": "3.3.4"}, "mended": {"packages": {"@vue/reactivity": "3.4.21"}}, "ops": 1000, "leaks": [
  {"shape": ["unbounded-map", "weakmap-keys-held"], "holder": ["targetMap", "targetMap[…]", "depsMap"],
   "class": "Set", "before": 301, "new": 1000}
]}
*/
'use strict';
// An effect that asks one set of open orders for another order each time. What it once asked
// for stays among the keys of the set, empty.
const {effect, reactive, ref} = require('@vue/reactivity');
const {each, run} = require('./harness.cjs');

const open = reactive(new Set(['order 0']));
const current = ref('order 0');
let isOpen = false;
effect(() => isOpen = open.has(current.value));

run({ops: 1000, grow: each(number => current.value = `order ${number + 1}`)});

module.exports = {current, isOpen: () => isOpen, open};
