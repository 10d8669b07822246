/* truth
{"report": "apollographql/graphql-tag#356", "packages": {"graphql-tag": "2.12.6", "graphql": "16.8.1"}, "mended": {"use": "variables, in one and the same query"}, "ops": 600, "leaks": [
  {"shape": "unbounded-map", "holder": "docCache", "file": "graphql-tag.umd.js",
   "class": ["{kind, definitions, loc}", "Object"], "before": 100, "new": 600}
]}
*/
'use strict';
// Queries with the number written into them, where a variable was meant. What has been parsed
// is kept under its text.
const gql = require('graphql-tag');
const {each, isMended, run} = require('./harness.cjs');

function queryFor(number) {
  return isMended
    ? gql`query Order($id: ID!) { order(id: $id) { total customer { name } } }`
    : gql`query Order { order(id: "${number}") { total customer { name } } }`;
}

run({ops: 600, before: 100, grow: each(number => queryFor(number).definitions.length)});
