/* truth
{"holder": null, "class": "poll", "shape": "timers"}
*/
'use strict';
// Each job polls once an hour, also when it is long done.
function start(job) {
  setInterval(function poll() {
    job.polls++;
  }, 3_600_000);
}

let jobs = 0;
setInterval(() => {
  for (let i = 0; i < 500; i++) start({number: ++jobs, polls: 0, lines: [`job ${jobs} started`]});
}, 1);
