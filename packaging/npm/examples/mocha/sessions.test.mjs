import {assertNoLeak} from 'heapdiff';
import {handle} from './sessions.js';

let next = 0;

it('a request leaves nothing behind', async () => {
  await assertNoLeak(() => handle(`session ${next++}`));
});
