/* truth
{"report": "emotion-js/emotion#2503",
 "packages": {"@emotion/react": "11.7.1", "@emotion/cache": "11.7.1", "@emotion/serialize": "1.0.2", "react": "17.0.2", "react-dom": "17.0.2"},
 "mended": {"use": "styles that are the same for all"}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": ["cache.css", "serverStylisCache"],
   "class": ["(string)", "(concatenated string)"], "before": 300, "new": 1000}
]}
*/
'use strict';
// Pages are made on the server, with a cache of styles for each of them. Below it, what was
// compiled is kept for all pages, as properties of a function; and one of the styles is never
// the same twice.
const React = require('react');
const {renderToString} = require('react-dom/server');
const {CacheProvider, jsx} = require('@emotion/react');
const createCache = require('@emotion/cache').default;
const {each, isMended, run} = require('./harness.cjs');

function Bar({width}) {
  return jsx('div', {css: {color: 'teal', width: `${isMended ? 50 : width}px`}}, 'progress');
}

function renderPage(number) {
  const cache = createCache({key: 'css'});
  return renderToString(React.createElement(CacheProvider, {value: cache}, React.createElement(Bar, {width: number})));
}

run({ops: 1000, grow: each(renderPage)});
