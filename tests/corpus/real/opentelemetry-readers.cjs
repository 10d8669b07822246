/* truth
{"report": "open-telemetry/opentelemetry-js#4115", "packages": {"@opentelemetry/sdk-metrics": "1.15.0", "@opentelemetry/api": "1.4.1"},
 "mended": {"packages": {"@opentelemetry/sdk-metrics": "1.17.1", "@opentelemetry/api": "1.4.1"}}, "ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": ["_unreportedAccumulations", "_unreportedAccumulations[…]", "stash"], "class": "AttributeHashMap", "before": 301, "new": 999, "in_heap_before": 305, "in_heap": 1000}
]}
*/
'use strict';
// Two readers of the same figures, one of which is not asked yet. What the other has collected
// waits in a place where it will never be looked for. (The newest entry was made one report before.)
const {MeterProvider, MetricReader, AggregationTemporality} = require('@opentelemetry/sdk-metrics');
const {each, run} = require('./harness.cjs');

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
  selectAggregationTemporality() {
    return AggregationTemporality.CUMULATIVE;
  }
}

const provider = new MeterProvider();
const readers = [new Reader(), new Reader()];
readers.forEach(reader => provider.addMetricReader(reader));
const orders = provider.getMeter('shop').createCounter('orders');

async function report() {
  orders.add(1);
  await readers[0].collect();
}

run({ops: 1000, grow: each(report)});
