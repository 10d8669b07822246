/* truth
{"report": "nuxt-contrib/vue-bundle-renderer#41", "packages": {"vue-bundle-renderer": "0.4.2"}, "mended": {"use": "the same modules on each page"}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "_dependencySets",
   "class": "{scripts, styles, preload, prefetch}", "before": 300, "new": 1000}
]}
*/
'use strict';
// Which files a page needs is remembered for each set of modules on it; and there are as many
// sets as pages.
const {createRenderer} = require('vue-bundle-renderer/runtime');
const {each, isMended, run} = require('./harness.cjs');

const manifest = {'entry.js': {file: 'entry.js', isEntry: true, resourceType: 'script', module: true}};
for (let i = 0; i < 16; i++) {
  manifest[`widget-${i}.js`] = {file: `widget-${i}.js`, resourceType: 'script', module: true, css: [], assets: []};
}
const renderer = createRenderer(async () => ({}), {
  manifest,
  renderToString: async () => '<main></main>',
  buildAssetsURL: file => `/assets/${file}`,
});

async function renderPage(number) {
  const modules = Object.keys(manifest).filter((_, bit) => bit && ((isMended ? 5 : number) >> (bit - 1)) & 1);
  const {renderScripts} = await renderer.renderToString({modules});
  return renderScripts();
}

run({ops: 1000, grow: each(renderPage)});

module.exports = {renderPage};
