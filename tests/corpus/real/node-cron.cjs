/* truth
{"report": "node-cron/node-cron#348", "packages": {"node-cron": "3.0.2"}, "mended": {"packages": {"node-cron": "4.0.5"}}, "ops": 1000, "leaks": [
  {"shape": "unbounded-map", "holder": "scheduledTasks", "class": "ScheduledTask", "before": 300, "new": 1000}
]}
*/
'use strict';
// A task is scheduled, stopped and scheduled again when its customer changes the hours. All
// tasks stay in a Map on the global object.
const cron = require('node-cron');
const {each, run} = require('./harness.cjs');

function sendReminder() {
  return 'sent';
}

function reschedule(number) {
  const task = cron.schedule(`${number % 60} 3 * * *`, sendReminder);
  task.stop();
  task.destroy?.();
}

run({ops: 1000, grow: each(reschedule)});
