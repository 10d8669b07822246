'use strict';
const test = require('node:test');
const {assertNoLeak} = require('heapdiff');
const {handle} = require('./sessions.js');

let next = 0;

test('a request leaves nothing behind', async () => {
  await assertNoLeak(() => handle(`session ${next++}`));
});
