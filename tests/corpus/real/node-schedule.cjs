/* truth
{"report": "node-schedule/node-schedule#478", "packages": {"node-schedule": "1.3.2"}, "mended": {"packages": {"node-schedule": "2.1.1"}}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "scheduledJobs", "class": "Job", "before": 300, "new": 1000}
]}
*/
'use strict';
// Jobs that run once. They stay under their names after they have run.
const schedule = require('node-schedule');
const {run} = require('./harness.cjs');

// A busy machine may be late, and what is past is never run.
const leadMs = 500;

function runOnce(number) {
  return new Promise(resolve => {
    schedule.scheduleJob(new Date(Date.now() + leadMs + number % 50), () => resolve());
  });
}

run({
  ops: 1000,
  async grow(from, to) {
    for (let number = from; number < to; number += 100) {
      await Promise.all(Array.from({length: 100}, (_, index) => runOnce(number + index)));
    }
  },
});
