/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": ["notifications", "state.notifications"], "file": "array-immutable-state.mjs",
   "class": "{type, text, meta}", "before": 200, "new": 1000}
]}
*/
// Leaks on purpose: a reducer that makes a new state each time, with a list that only gets longer.
import path from 'node:path';
import v8 from 'node:v8';

const initial = {user: {name: 'nobody'}, notifications: [], unread: 0};

function reduce(state, action) {
  switch (action.type) {
    case 'notify':
      return {...state, notifications: [...state.notifications, action.notification], unread: state.unread + 1};
    case 'read':
      // They should be dropped here.
      return {...state, unread: 0};
    default:
      return state;
  }
}

export function createStore(reducer) {
  let state = initial;
  return {
    dispatch(action) {
      state = reducer(state, action);
      return action;
    },
    getState: () => state,
  };
}

export const store = createStore(reduce);

function day(from, to) {
  for (let i = from; i < to; i++) {
    store.dispatch({type: 'notify', notification: {type: 'mail', text: `mail number ${i}`, meta: {from: ['post', 'office']}}});
    if (i % 10 === 0) store.dispatch({type: 'read'});
  }
}

const out = process.argv[2] ?? '.';
day(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
day(200, 1200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
