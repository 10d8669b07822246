import {test} from 'vitest';
import {assertNoLeak} from 'heapdiff';
import {handle} from './sessions.js';

let next = 0;

test('a request leaves nothing behind', async () => {
  await assertNoLeak(() => handle(`session ${next++}`));
}, 60_000);
