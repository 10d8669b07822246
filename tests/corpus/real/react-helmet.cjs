/* truth
{"report": "gaearon/react-side-effect#39", "packages": {"react-helmet": "5.2.0", "react": "16.14.0", "react-dom": "16.14.0"},
 "mended": {"use": "renderStatic() after each page"}, "ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": "mountedInstances", "file": "index.js",
   "class": ["SideEffect", "HelmetSideEffects"], "before": 300, "new": 1000}
]}
*/
'use strict';
// Pages are made on the server, where nothing is ever unmounted: all titles stay in a list
// until renderStatic() is called, which was forgotten.
const React = require('react');
const {renderToString} = require('react-dom/server');
const {Helmet} = require('react-helmet');
const {each, isMended, run} = require('./harness.cjs');

function Page({number}) {
  return React.createElement('main', null,
    React.createElement(Helmet, null, React.createElement('title', null, `Order ${number}`)),
    React.createElement('h1', null, `This is order ${number}`));
}

function renderPage(number) {
  const html = renderToString(React.createElement(Page, {number}));
  return isMended ? [html, Helmet.renderStatic().title.toString()] : [html];
}

run({ops: 1000, grow: each(renderPage)});
