// Makes the files beside it: each a small snapshot with one defect, which its name tells. What
// heapdiff says of each stands in tests/parse/malformed_test.cpp.
//
//     node make.mjs

import { readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const here = new URL('.', import.meta.url);
for (const name of readdirSync(here)) {
  if (name !== 'make.mjs') unlinkSync(new URL(name, here));
}
const write = (name, content) => writeFileSync(new URL(name, here), content);

// root ─▶ Cache(16) ─▶ "x"(24)
const header =
  '"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],' +
  '"node_types":[["synthetic","object","string"]],' +
  '"edge_fields":["type","name_or_index","to_node"],"edge_types":[["property","element"]],' +
  '"location_fields":["object_index","script_id","line","column"]},' +
  '"node_count":3,"edge_count":2}';
const nodes = '"nodes":[0,0,1,0,1,\n1,1,3,16,1,\n2,2,5,24,0]';
const edges = '"edges":[0,1,5,\n0,2,10]';
const traces = '"trace_tree":[1,[2,[]]]';
const locations = '"locations":[5,7,9,4]';
const strings = '"strings":["",\n"Cache",\n"x"]';
const good = `{${[header, nodes, edges, traces, locations, strings].join(',\n')}}\n`;

// The same with allocation stacks: Cache was made by fill, which load called.
const traced = [
  ['"edge_count"],', '"edge_count","trace_node_id"],'],
  ['"location_fields"',
    '"trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],' +
    '"trace_node_fields":["id","function_info_index","count","size","children"],"location_fields"'],
  ['"edge_count":2}', '"edge_count":2,"trace_function_count":3}'],
  [nodes, '"nodes":[0,0,1,0,1,0,\n1,1,3,16,1,3,\n2,2,5,24,0,0]'],
  [edges, '"edges":[0,1,6,\n0,2,12]'],
  [traces, '"trace_function_infos":[0,3,0,0,0,0,\n9,4,5,7,3,5,\n8,6,5,7,1,2],\n' +
    '"trace_tree":[1,0,0,0,[2,1,0,0,[3,2,0,0,[]],4,2,0,0,[]]]'],
  ['[5,7,9,4]', '[6,7,9,4]'],
  ['"x"]', '"x",\n"(root)","load","a.js","fill"]'],
].reduce((text, [what, replacement]) => text.replace(what, () => replacement), good);

/** The good file with one thing replaced. */
function but(name, what, replacement, text = good) {
  if (!text.includes(what)) throw new Error(`${name}: not in the file: ${what}`);
  write(`${name}.heapsnapshot`, text.replace(what, () => replacement));
}
/** The good file up to the end of `what`. */
function cut(name, what, text = good) {
  if (!text.includes(what)) throw new Error(`${name}: not in the file: ${what}`);
  write(`${name}.heapsnapshot`, text.slice(0, text.indexOf(what) + what.length));
}
function raw(name, content) {
  write(`${name}.heapsnapshot`, content);
}
const nuls = (count) => '\0'.repeat(count);

// Nothing was written.
raw('empty', '');
raw('only-a-newline', '\n');
raw('only-nuls', nuls(4096));
raw('starts-with-nuls', nuls(64) + good.slice(64));

// Cut short.
cut('cut-in-header', '"node_types":[[');
cut('cut-after-header', '"edge_count":2}');
cut('cut-before-nodes', '"edge_count":2},\n');
cut('cut-in-key', '"edge_count":2},\n"nod');
cut('cut-before-array-of-nodes', '"nodes":');
cut('cut-in-nodes', '1,1,3,1');
cut('cut-between-nodes', '1,1,3,16,1,\n');
cut('cut-after-nodes', '2,2,5,24,0]');
cut('cut-in-edges', '0,2,1');
cut('cut-in-other-section', '[1,[2,[');
cut('cut-in-locations', '[5,7');
cut('cut-before-strings', '[5,7,9,4],\n');
cut('cut-in-a-string', '"Cac');
cut('cut-between-strings', '"Cache",\n');
const packed = gzipSync(good, { level: 9 });
write('cut.heapsnapshot.gz', packed.subarray(0, packed.length / 2));
const flipped = Buffer.from(packed);
flipped[flipped.length - 6] ^= 1; // of the checksum
write('broken.heapsnapshot.gz', flipped);
// zstd frames: magic, descriptor (one segment, two bytes of size); then blocks, each below a header.
const size = good.length;
const frameHeader = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x60, (size - 256) & 255, (size - 256) >> 8]);
const block = (bytes, type, isLast) => Buffer.concat([
  Buffer.from([((bytes.length << 3) | (type << 1) | isLast) & 255, (bytes.length >> 5) & 255, bytes.length >> 13]),
  Buffer.from(bytes),
]);
const [asIs, compressed] = [0, 2];
const frame = Buffer.concat([frameHeader, block(good, asIs, 1)]);
write('cut.heapsnapshot.zst', frame.subarray(0, frame.length / 2));
write('broken-second-block.heapsnapshot.zst', Buffer.concat([
  frameHeader, block(good.slice(0, 30), asIs, 0), block(Buffer.alloc(20, 1), compressed, 1),
]));

// Something else.
raw('xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]));
raw('bzip2', 'BZh91AY&SY');
raw('zip', 'PK\x03\x04\x14\0');
raw('core-dump', '\x7fELF\x02\x01\x01\0');
raw('utf-16-with-mark', Buffer.from('\ufeff' + good, 'utf16le'));
raw('utf-16-without-mark', Buffer.from(good, 'utf16le'));
raw('sampling-heap-profile', '{"head":{"callFrame":{},"selfSize":0,"id":1,"children":[]},"samples":[]}');
raw('cpu-profile', '{"nodes":[{"id":1}],"startTime":1,"endTime":2,"samples":[1],"timeDeltas":[0]}');
raw('javascriptcore', '{"version":2,"type":"Inspector","nodes":[0,0,0,0],"nodeClassNames":["<root>"],"edges":[],"edgeTypes":["Internal","Property","Index","Variable"],"edgeNames":[]}');
raw('trace', '{"traceEvents":[]}');
raw('html', '<!DOCTYPE html>\n<title>404</title>\n');
raw('git-lfs-pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
raw('json-without-sections', '{}');
raw('json-of-something-else', '{"name":"app","version":"1.0.0"}');
raw('json-array', '[1,2,3]');
raw('json-number', '42');
raw('json-string', '"nodes"');
raw('plain-text', 'hello\n');

// Sections.
but('nodes-twice', nodes, `${nodes},\n${nodes}`);
but('snapshot-twice', header, `${header},\n${header}`);
but('snapshot-missing', `${header},\n`, '');
but('nodes-missing', `${nodes},\n`, '');
but('edges-missing', `${edges},\n`, '');
but('strings-missing', `,\n${strings}`, '');
but('nodes-is-an-object', nodes, '"nodes":{"0":1}');
but('strings-is-null', strings, '"strings":null');
but('no-comma-between-sections', `${edges},`, edges);
but('no-colon-after-key', '"nodes":[', '"nodes"[');
but('key-is-a-number', '"trace_tree"', '5');
but('comma-before-the-end', `${strings}}`, `${strings},}`);
but('nul-block-between-sections', `${nodes},\n`, nodes + nuls(64));

// The header.
but('header-is-an-array', header, '"snapshot":[1]');
but('header-is-no-json', '"node_count":3,', '"node_count":3,,');
but('meta-missing', '"meta"', '"META"');
but('node-fields-missing', '"node_fields"', '"NODE_FIELDS"');
but('node-types-missing', '"node_types"', '"NODE_TYPES"');
but('edge-fields-missing', '"edge_fields"', '"EDGE_FIELDS"');
but('edge-types-missing', '"edge_types"', '"EDGE_TYPES"');
but('edge-count-field-missing', '"self_size","edge_count"', '"self_size","count_of_edges"');
but('to-node-field-missing', '"to_node"', '"to"');
but('node-fields-is-a-text', '["type","name","id","self_size","edge_count"]', '"type"');
but('node-fields-holds-a-number', '["type","name","id",', '["type","name",7,');
but('node-types-without-a-list', '[["synthetic","object","string"]]', '[]');
but('node-fields-too-many', '"self_size","edge_count"',
  '"self_size","edge_count"' + ',"f"'.repeat(60));

// Counts.
but('node-count-too-high', '"node_count":3', '"node_count":4');
but('edge-count-too-high', '"edge_count":2', '"edge_count":3');
but('node-count-of-10-to-the-15', '"node_count":3', '"node_count":1000000000000000');
but('edge-count-of-10-to-the-15', '"edge_count":2', '"edge_count":1000000000000000');
but('nodes-not-a-multiple', '2,2,5,24,0]', '2,2,5,24]');
but('edges-not-a-multiple', '0,2,10]', '0,2,10,0]');
but('locations-not-a-multiple', '[5,7,9,4]', '[5,7,9]');
but('edges-fewer-than-claimed', '1,1,3,16,1,', '1,1,3,16,3,');
but('edges-more-than-claimed', '1,1,3,16,1,', '1,1,3,16,0,');
but('one-node-claims-4-billion-edges', '1,1,3,16,1,', '1,1,3,16,4000000000,');
but('two-nodes-claim-8-billion-edges', nodes,
  '"nodes":[0,0,1,0,4000000000,\n1,1,3,16,4000000000,\n2,2,5,24,0]');
but('no-nodes', `"node_count":3,"edge_count":2},\n${nodes},\n${edges},\n${traces},\n${locations}`,
  '"node_count":0,"edge_count":0},\n"nodes":[],\n"edges":[],\n"locations":[]');
but('no-nodes-but-a-location', `"node_count":3,"edge_count":2},\n${nodes},\n${edges}`,
  '"node_count":0,"edge_count":0},\n"nodes":[],\n"edges":[]');

// References.
but('to-node-beyond-the-last', '0,2,10]', '0,2,15]');
but('to-node-not-a-multiple', '0,2,10]', '0,2,11]');
but('to-node-beyond-64-bits', '0,2,10]', '0,2,99999999999999999999]');
but('node-name-beyond-the-strings', '2,2,5,24,0]', '2,3,5,24,0]');
but('edge-name-beyond-the-strings', '0,2,10]', '0,3,10]');
but('edge-name-beyond-32-bits', '0,2,10]', '0,4294967296,10]');
but('node-type-beyond-any-list', '2,2,5,24,0]', '32,2,5,24,0]');
but('edge-type-beyond-the-list', '0,2,10]', '2,2,10]');
but('location-of-no-node', '[5,7,9,4]', '[50,7,9,4]');
but('root-index-beyond-the-nodes', '"edge_count":2}', '"edge_count":2,"root_index":15}');
but('root-index-not-a-multiple', '"edge_count":2}', '"edge_count":2,"root_index":1}');

// Numbers.
but('self-size-negative', '1,1,3,16,1', '1,1,3,-16,1');
but('self-size-fractional', '1,1,3,16,1', '1,1,3,16.5,1');
but('self-size-with-exponent', '1,1,3,16,1', '1,1,3,1e3,1');
but('self-size-beyond-64-bits', '1,1,3,16,1', '1,1,3,18446744073709551616,1');
but('self-sizes-beyond-63-bits', '1,1,3,16,1', '1,1,3,9223372036854775800,1');
but('id-beyond-53-bits', '1,1,3,16,1', '1,1,9007199254740993,16,1');
but('ids-beyond-32-bits-and-the-last-of-32-bits', nodes,
  '"nodes":[0,0,4294967295,0,1,\n1,1,4294967296,16,1,\n2,2,5,24,0]');
but('line-beyond-32-bits', '[5,7,9,4]', '[5,7,4294967296,4]');

// Other things where a number stands.
but('text-in-nodes', '1,1,3,16,1', '1,1,"3",16,1');
but('null-in-nodes', '1,1,3,16,1', '1,1,null,16,1');
but('true-in-nodes', '1,1,3,16,1', '1,1,true,16,1');
but('array-in-nodes', '1,1,3,16,1', '1,1,[3],16,1');
but('object-in-nodes', '1,1,3,16,1', '1,1,{},16,1');
but('text-in-edges', '0,2,10]', '0,"x",10]');
but('null-in-edges', '0,2,10]', '0,null,10]');
but('true-in-edges', '0,2,10]', '0,true,10]');
but('array-in-edges', '0,2,10]', '0,[2],10]');
but('negative-number-in-edges', '0,2,10]', '0,-2,10]');
but('negative-index-below-32-bits', '0,2,10]', '1,-2147483649,10]');
but('negative-to-node', '0,2,10]', '0,2,-5]');
but('negative-id', '1,1,3,16,1', '1,1,-3,16,1');
but('minus-without-a-number', '0,2,10]', '1,-,10]');
but('negative-object-index', '[5,7,9,4]', '[-5,7,9,4]');
but('nul-block-in-edges', '0,2,10]', `0,2${nuls(64)}`);
but('missing-block-in-edges', '1,5,\n0,', '');
but('flipped-bit-in-edges', '0,2,10]', '0,2,1p]');
but('nul-block-in-locations', '7,9,4]', nuls(64));
but('two-commas-in-nodes', '1,1,3,16,1', '1,1,,16,1');
but('comma-before-the-end-of-nodes', '2,2,5,24,0]', '2,2,5,24,0,]');
but('no-comma-in-nodes', '1,1,3,16,1', '1,1,3 16,1');
but('nodes-end-with-a-brace', '2,2,5,24,0]', '2,2,5,24,0}');
but('nul-block-in-nodes', '1,1,3,16,1', '1,1,3' + nuls(64));
but('flipped-bit-in-nodes', '1,1,3,16,1', '1,1,s,16,1');
but('missing-block-in-nodes', '3,16,1,\n2,2,', '');
but('number-in-strings', '"Cache"', '7');
but('no-comma-in-strings', '"Cache",', '"Cache"');
but('nul-block-in-strings', '"Cache",\n', nuls(64));

// Allocation stacks.
const butTraced = (name, what, replacement) => but(name, what, replacement, traced);
cut('cut-in-trace-functions', '9,4,5,7', traced);
cut('cut-in-trace-tree', '[3,2,0,0,[]]', traced);
butTraced('trace-functions-not-a-multiple', '8,6,5,7,1,2]', '8,6,5,7,1]');
butTraced('trace-function-name-beyond-the-strings', '8,6,5,7,1,2]', '8,7,5,7,1,2]');
butTraced('trace-function-script-beyond-the-strings', '8,6,5,7,1,2]', '8,6,7,7,1,2]');
butTraced('trace-node-of-no-function', '4,2,0,0,[]', '4,3,0,0,[]');
butTraced('trace-node-without-children', '[3,2,0,0,[]]', '[3,2,0,0]');
butTraced('trace-node-with-a-number-of-children', '[3,2,0,0,[]]', '[3,2,0,0,1]');
butTraced('trace-node-function-beyond-32-bits', '4,2,0,0,[]', '4,4294967296,0,0,[]');
butTraced('trace-node-id-beyond-32-bits', '1,1,3,16,1,3,', '1,1,3,16,1,4294967296,');
butTraced('trace-tree-is-an-object', '"trace_tree":[', '"trace_tree":{[');
butTraced('trace-tree-twice', '"trace_tree"', '"trace_tree":[],"trace_tree"');
butTraced('trace-tree-ends-with-a-brace', '4,2,0,0,[]]]', '4,2,0,0,[]]}');
butTraced('text-in-trace-tree', '4,2,0,0,[]', '4,2,"0",0,[]');
butTraced('no-comma-in-trace-tree', '[3,2,0,0,[]],4', '[3,2,0,0,[]]4');
butTraced('two-commas-in-trace-tree', '[3,2,0,0,[]],4', '[3,2,0,0,[]],,4');
butTraced('nul-block-in-trace-tree', '[3,2,0,0,[]],', `[3,2,0,0,[]]${nuls(64)}`);

// Not refused: what stands in these is read, with a note where something is odd.
but('read-without-last-brace', `${strings}}\n`, strings);
raw('read-with-nuls-behind', good + nuls(512));
raw('read-with-garbage-behind', `${good}garbage\n`);
raw('read-first-of-two', good + good);
raw('read-with-byte-order-mark', `\ufeff${good}`);
raw('read-with-space-behind', `${good}\n \t\r\n`);
raw('read-pretty-printed', JSON.stringify(JSON.parse(good), null, 2));
raw('read-compact', JSON.stringify(JSON.parse(good)));
raw('read-sections-in-another-order', `{${[strings, locations, edges, header, traces, nodes].join(',')}}`);
but('read-unknown-section', traces, `"of_tomorrow":{"a":[-1.5e3,{"b":null}]},\n${traces}`);
but('read-unknown-section-of-10000-levels', traces, `"deep":${'['.repeat(10000)}${']'.repeat(10000)},\n${traces}`);
but('read-unknown-field', nodes, '"nodes":[0,0,1,0,1,9,\n1,1,3,16,1,9,\n2,2,5,24,0,9]',
  [['"edge_count"],', '"edge_count","of_tomorrow"],'], [edges, '"edges":[0,1,6,\n0,2,12]'], ['[5,7,9,4]', '[6,7,9,4]']]
    .reduce((text, [what, replacement]) => text.replace(what, () => replacement), good));
but('read-unknown-types', '[["synthetic","object","string"]]', '[["synthetic","kind of tomorrow","string"]]');
but('read-fields-in-another-order', '"nodes":[0,0,1,0,1,\n1,1,3,16,1,\n2,2,5,24,0]',
  '"nodes":[1,0,1,0,0,\n1,16,3,1,1,\n0,24,5,2,2]',
  good.replace('["type","name","id","self_size","edge_count"]', '["edge_count","self_size","id","name","type"]')
    .replace('[["synthetic","object","string"]]', '[0,0,0,0,["synthetic","object","string"]]'));
but('read-without-locations-and-traces', `,\n${traces},\n${locations}`, '');
but('read-single-root', nodes, '"nodes":[0,0,1,0,0]',
  good.replace('"node_count":3,"edge_count":2', '"node_count":1,"edge_count":0')
    .replace(edges, '"edges":[]').replace(locations, '"locations":[]'));
raw('read-with-crlf', good.replaceAll('\n', '\r\n'));
but('read-node-count-too-low', '"node_count":3', '"node_count":1');
but('read-edge-count-of-zero', '"edge_count":2', '"edge_count":0');
but('read-node-count-of-zero', '"node_count":3', '"node_count":0');
but('read-edge-count-as-text', '"edge_count":2', '"edge_count":"2"');
but('read-node-count-as-text', '"node_count":3', '"node_count":"3"');
but('read-negative-index', '0,2,10]', '1,-2,10]');
but('read-location-without-a-place', '[5,7,9,4]', '[5,7,-1,-1]');
but('read-location-without-a-script', '[5,7,9,4]', '[5,-1,9,4]');
but('read-negative-number-in-an-unknown-field', nodes, '"nodes":[0,0,1,0,1,-1,\n1,1,3,16,1,-1,\n2,2,5,24,0,-1]',
  [['"edge_count"],', '"edge_count","of_tomorrow"],'], [edges, '"edges":[0,1,6,\n0,2,12]'], ['[5,7,9,4]', '[6,7,9,4]']]
    .reduce((text, [what, replacement]) => text.replace(what, () => replacement), good));
but('read-node-type-beyond-the-list', '2,2,5,24,0]', '3,2,5,24,0]');
but('read-id-beyond-32-bits', '1,1,3,16,1', '1,1,4294967296,16,1');
but('read-self-size-of-2-to-the-53', '1,1,3,16,1', '1,1,3,9007199254740992,1');
but('read-lone-surrogate', '"Cache"', '"Ca\\ud83cche"');
but('read-bad-escape', '"Cache"', '"Ca\\qche"');
but('read-control-character', '"Cache"', '"Ca\x01che"');
raw('read-invalid-utf-8',
  Buffer.from(good.replace('"Cache"', '"Ca\xffche"'), 'latin1'));
but('read-terminal-escapes', '"Cache"', '"\\u001b[2J\\u202eCache\\n"');
but('read-duplicate-ids', '2,2,5,24,0]', '2,2,3,24,0]');
raw('read-with-stacks', traced);
butTraced('read-trace-function-without-a-script', '9,4,5,7,3,5,', '9,4,5,-1,3,5,');
butTraced('read-trace-function-without-a-place', '9,4,5,7,3,5,', '9,4,5,7,0,0,');
butTraced('read-stack-that-is-not-there', '1,1,3,16,1,3,', '1,1,3,16,1,5,');
butTraced('read-trace-nodes-with-one-id', '4,2,0,0,[]', '3,2,0,0,[]');
butTraced('read-without-trace-node-fields', '"trace_node_fields"', '"TRACE_NODE_FIELDS"');
butTraced('read-without-trace-sections', '"trace_tree":', '"samples":');
write('read-under-another-name.heapsnapshot', gzipSync(good, { level: 9 }));
write('read-many-members.heapsnapshot.gz', Buffer.concat([
  good.slice(0, 100), '', good.slice(100, 300), good.slice(300),
].map((part) => gzipSync(part, { level: 9 }))));
write('read-one-frame.heapsnapshot.zst', frame);
