/* truth
{"ops": 500, "build": "production", "leaks": [
  {"shape": "subscription-store", "holder": ["currentListeners", "nextListeners"], "file": "react-redux-store.js",
   "class": "onStoreChange()", "before": 300, "new": 500}
]}
*/
// Redux, connected by hand: the function that subscribe() returns is dropped.
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';
import {legacy_createStore as createStore} from 'redux';

const store = createStore((state = {unread: 0}, action) =>
  action.type === 'received' ? {unread: state.unread + 1} : state);

function useUnread() {
  const [unread, setUnread] = useState(store.getState().unread);
  useEffect(() => {
    const onStoreChange = () => setUnread(store.getState().unread);
    store.subscribe(onStoreChange);
  }, []);
  return unread;
}

function Inbox({folder}) {
  const unread = useUnread();
  return <section><h2>{folder}</h2><p>{unread} unread</p></section>;
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<Inbox key={i} folder={'Folder ' + i} />));
    if (i % 100 === 0) flushSync(() => store.dispatch({type: 'received'}));
  }
};
