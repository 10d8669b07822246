/* truth
{"ops": 500, "build": "production", "leaks": [
  {"shape": "dom-listeners", "holder": "Window", "file": "react-window-listener.js",
   "class": "onScroll()", "before": 300, "new": 500}
]}
*/
// A hook that listens to the window. Its clean-up removes another function: `onScroll`
// is wrapped when it is added.
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

function throttled(callback) {
  let last = 0;
  return function onScroll(event) {
    if (event.timeStamp - last < 50) return;
    last = event.timeStamp;
    callback(window.scrollY);
  };
}

function useScrollPosition() {
  const [position, setPosition] = useState(0);
  useEffect(() => {
    window.addEventListener('scroll', throttled(setPosition));
    return () => window.removeEventListener('scroll', throttled(setPosition));
  }, []);
  return position;
}

function Page({title, paragraphs}) {
  const position = useScrollPosition();
  return (
    <article>
      <h1>{title} {position > 100 ? '(up)' : ''}</h1>
      {paragraphs.map((text, index) => <p key={index}>{text}</p>)}
    </article>
  );
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<Page key={i} title={'Page ' + i} paragraphs={['first', 'second of page ' + i]} />));
  }
};
