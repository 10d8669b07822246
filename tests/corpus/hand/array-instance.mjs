/* truth
{"ops": 1500, "leaks": [
  {"shape": "unbounded-array", "holder": ["spans", "tracer.spans", "Tracer.spans"], "file": "array-instance.mjs",
   "class": "Span", "at": "array-instance.mjs: class Span", "before": 200, "new": 1500}
]}
*/
// Leaks on purpose: a tracer that collects spans for an exporter that was never set up.
import path from 'node:path';
import v8 from 'node:v8';

class Span {
  constructor(name, parent) {
    this.name = name;
    this.parent = parent;
    this.attributes = {method: 'GET', url: `/things/${name}`};
  }
}

class Tracer {
  spans = [];
  exporter = null;

  start(name) {
    const span = new Span(name, null);
    this.spans.push(span);
    return span;
  }

  flush() {
    if (!this.exporter) return 0;
    const batch = this.spans;
    this.spans = [];
    return this.exporter(batch);
  }
}

const tracer = new Tracer();

export function traced(name, work) {
  const span = tracer.start(name);
  const result = work();
  span.attributes.ok = 'yes';
  tracer.flush();
  return result;
}

function serve(from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += traced(`thing-${i}`, () => i);
  return sum;
}

const out = process.argv[2] ?? '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 1700);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
