/* truth
{"report": "vuejs/core#5208", "packages": {"vue": "3.2.26", "@vue/server-renderer": "3.2.26"}, "mended": {"packages": {"vue": "3.2.31", "@vue/server-renderer": "3.2.31"}}, "ops": 600, "leaks": [
  {"shape": ["unbounded-set", "weakmap-keys-held", "subscription-store"], "holder": ["targetMap", "targetMap[…]", "dep", "deps"],
   "class": ["ReactiveEffect", "ComputedRefImpl"], "before": 200, "new": 600}
]}
*/
'use strict';
// Pages are made on the server from a store that all share. What is computed from it is never
// told that the page is done, and stays among those that depend on the store.
const {computed, createSSRApp, h, reactive} = require('vue');
const {renderToString} = require('@vue/server-renderer');
const {each, run} = require('./harness.cjs');

const shop = reactive({name: 'The shop'});

const Header = {
  props: ['number'],
  setup(props) {
    const title = computed(() => `${shop.name}, order ${props.number}`);
    return () => h('h1', title.value);
  },
};

run({ops: 600, before: 200, grow: each(number => renderToString(createSSRApp(Header, {number})))});

module.exports = {shop};
