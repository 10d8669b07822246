/* truth
{"ops": 400, "build": "production", "leaks": [
  {"shape": "detached-dom", "holder": "anchors", "file": "react-detached-ref.js",
   "class": "Detached <button>", "before": 300, "new": 400}
]}
*/
// Tool tips are told which elements they belong to, and never that these have gone. A DOM
// node that React made points at the fiber of its component.
import {useRef, useEffect} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

class TooltipManager {
  constructor() {
    this.anchors = new Map();
  }

  register(name, element) {
    this.anchors.set(name, element);
  }

  nameUnder(x, y) {
    const element = document.elementFromPoint(x, y);
    for (const [name, anchor] of this.anchors) if (anchor === element) return name;
    return null;
  }
}

const tooltips = new TooltipManager();

function Action({name, text}) {
  const button = useRef(null);
  useEffect(() => tooltips.register(name, button.current), [name]);
  return (
    <div className="action">
      <button ref={button} onClick={() => tooltips.nameUnder(0, 0)}><span>{text}</span></button>
    </div>
  );
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<Action key={i} name={'action-' + i} text={'Do thing number ' + i} />));
  }
  flushSync(() => root.render(null));
};
