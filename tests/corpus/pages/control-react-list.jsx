/* truth
{"ops": 600, "build": "production", "leaks": []}
*/
// A list in a steady state: rows are added at the top, fall off at the end and are
// sorted again, with keys and without changes in number.
import {memo, useReducer} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

const Row = memo(function Row({row, onPick}) {
  return <li onClick={() => onPick(row.id)} className={row.picked ? 'picked' : ''}>{row.text} <b>{row.score}</b></li>;
});

function reduce(rows, action) {
  if (action.pick) return rows.map(row => row.id === action.pick ? {...row, picked: !row.picked} : row);
  const rest = rows.slice(0, 49).map((row, index) => index % 10 === action.add % 10 ? {...row, score: action.add} : row);
  return [{id: 'row-' + action.add, text: 'Row ' + action.add, score: 0, picked: false}, ...rest];
}

let dispatch;

function List() {
  const [rows, send] = useReducer(reduce, []);
  dispatch = send;
  return <ul>{rows.map(row => <Row key={row.id} row={row} onPick={id => send({pick: id})} />)}</ul>;
}

flushSync(() => createRoot(document.getElementById('root')).render(<List />));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => dispatch({add: i}));
    if (i % 7 === 0) flushSync(() => dispatch({pick: 'row-' + (i - 3)}));
  }
};
