/* truth
{"report": "styled-components/styled-components#2754", "packages": {"styled-components": "5.3.11", "react": "16.14.0", "react-dom": "16.14.0", "react-is": "16.13.1"},
 "mended": {"use": "one component for all pages"}, "ops": 600, "leaks": [
  {"shape": "unbounded-map", "holder": ["N", "A"], "file": "styled-components.cjs.js",
   "class": ["(string)", "(concatenated string)"], "before": 100, "new": 600}
]}
*/
'use strict';
// A styled component is made while a page is rendered. Its name is entered into two tables of
// groups of rules, for ever: groupIDRegister and reverseRegister, N and A in what is published.
const React = require('react');
const {renderToString} = require('react-dom/server');
const {default: styled, ServerStyleSheet} = require('styled-components');
const {each, isMended, run} = require('./harness.cjs');

console.warn = () => {};  // it does complain
const Shared = styled.p`color: teal;`;

function renderPage(number) {
  const Paragraph = isMended ? Shared : styled.p`color: teal;`;
  const sheet = new ServerStyleSheet();
  try {
    return renderToString(sheet.collectStyles(React.createElement(Paragraph, null, `order ${number}`)));
  } finally {
    sheet.seal();
  }
}

run({ops: 600, before: 100, grow: each(renderPage)});
