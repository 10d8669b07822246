// heapdiff and DevTools' engine on one pair of big snapshots, in turn: wall time and
// peak memory of each whole process.
//
//   node side_by_side.mjs --heapdiff PROGRAM [--megabytes 250] [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
import path from 'node:path';
import {parseArgs} from 'node:util';
import {setUpEngine} from '../oracle/setup.mjs';
import {defaultWork, makePair, measureInTurn, peakOf, runScript, table, timeRatio} from './measure.mjs';

runScript(() => {
  const {values, positionals} = parseArgs({allowPositionals: true, options: {
    heapdiff: {type: 'string'},
    megabytes: {type: 'string', default: '250'},
    runs: {type: 'string', default: '5'},
    work: {type: 'string', default: defaultWork},
  }});
  const [megabytes, runs] = [Number(values.megabytes), Number(values.runs)];
  if (!values.heapdiff || !(megabytes > 0) || !(runs >= 1)) {
    throw new Error('usage: node side_by_side.mjs --heapdiff PROGRAM [--megabytes N] [--runs N] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]');
  }
  const work = path.resolve(values.work);
  const engine = setUpEngine(work);
  const files = makePair(work, megabytes);
  const programs = [
    {name: 'DevTools\' engine', command: [process.execPath, ...engine, 'diff', ...files], runs},
    {name: ['heapdiff', ...positionals].join(' '), command: [path.resolve(values.heapdiff), ...positionals, ...files], runs},
  ];
  measureInTurn(work, programs, files);
  console.log(table(files, programs));
  const [other, heapdiff] = programs;
  console.log(`${heapdiff.name} takes ${timeRatio(other, heapdiff).toFixed(1)} times less time (median of neighbouring runs) `
    + `and ${(peakOf(other) / peakOf(heapdiff)).toFixed(1)} times less memory.`);
});
