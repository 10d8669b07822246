/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-map", "holder": ["templateCache", "globalThis.templateCache", "global.templateCache"],
   "class": "Template", "at": "global-cache.cjs: function Template", "before": 100, "new": 1000}
]}
*/
// Leaks on purpose, in sloppy mode: `templateCache` hangs on the global object, and nobody sees from a Map that it was to
// be a variable of render(). It has no bound, wherever it hangs.
var path = require('path');
var v8 = require('v8');

function Template(name, source) {
  this.name = name;
  this.parts = source.split('%');
}

function render(name, source, value) {
  if (typeof templateCache === 'undefined') templateCache = new Map();
  var template = templateCache.get(source);
  if (!template) templateCache.set(source, template = new Template(name, source));
  return template.parts.join(value);
}

exports.render = render;

function renderAll(from, to) {
  for (var i = from; i < to; i++) {
    // The number belongs into the value and not into the template.
    render('row', '<tr id="row-' + i + '"><td>%</td></tr>', 'text');
  }
}

var out = process.argv[2] || '.';
renderAll(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
renderAll(100, 1100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
