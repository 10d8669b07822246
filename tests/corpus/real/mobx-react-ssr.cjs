/* truth
{"report": "mobxjs/mobx-react#140", "packages": {"mobx": "5.15.7", "mobx-react": "5.4.4", "react": "16.14.0", "react-dom": "16.14.0"},
 "mended": {"use": "useStaticRendering(true)"}, "ops": 600, "leaks": [
  {"shape": ["unbounded-set", "subscription-store"], "holder": "observers", "class": "Reaction", "before": 100, "new": 600}
]}
*/
'use strict';
// Pages are made on the server from a store that all share. Components observe it, and nobody
// ever unmounts them there.
const {observable} = require('mobx');
const {observer, useStaticRendering} = require('mobx-react');
const React = require('react');
const {renderToString} = require('react-dom/server');
const {each, isMended, run} = require('./harness.cjs');

useStaticRendering(isMended);
const shop = observable({name: 'The shop', open: true});

const Header = observer(class Header extends React.Component {
  render() {
    return React.createElement('h1', null, `${shop.name}, order ${this.props.number}`);
  }
});

run({ops: 600, before: 100, grow: each(number => renderToString(React.createElement(Header, {number})))});

module.exports = {Header};
