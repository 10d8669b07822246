/* truth
{"holder": "pendingCallbacks", "class": "retry", "shape": ["unbounded-array", "closure-capture"]}
*/
'use strict';
// What failed is to be tried again, and the queue of it is never worked off.
const pendingCallbacks = [];

function send(message) {
  const attempt = {message, tries: [1, 2, 3]};
  pendingCallbacks.push(function retry() {
    return attempt.tries.push(attempt.message.length);
  });
}

exports.pending = () => pendingCallbacks.length;

let sent = 0;
setInterval(() => {
  for (let i = 0; i < 1000; i++) send(`message ${++sent}`);
}, 1);
