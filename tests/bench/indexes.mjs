// What an index saves: heapdiff on one pair of big snapshots with indexes and without, and the path
// of one object.
//
//   node indexes.mjs --heapdiff PROGRAM [--megabytes N | --gigabytes N] [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {makePair, measureInTurn, pairOptions, pairUsage, ratios, readArguments, runScript, table} from './measure.mjs';

runScript(() => {
  const options = readArguments(pairUsage, pairOptions);
  const {work, runs} = options;
  const pair = makePair(options);
  const after = pair[1];
  // Anew: they are of this version only.
  pair.forEach(file => execFileSync(options.heapdiff, ['index', file]));
  const {objects} = JSON.parse(execFileSync(options.heapdiff, ['biggest', after, '--top', '1', '--format', 'json', '-q'], {maxBuffer: 1 << 28}));
  const largest = `@${objects[0].id}`;
  const command = (...words) => [options.heapdiff, ...options.heapdiffOptions, '-q', ...words];
  const both = (name, ...words) => [
    {name, command: command(...words, '--no-index'), runs},
    {name: `${name}, indexed`, command: command(...words), runs},
  ];
  const programs = [...both('diff', ...pair), ...both('dump', after), ...both('path of the largest object', 'path', after, largest)];
  measureInTurn(work, programs, [...pair, ...pair.map(file => `${file}.hdx`)]);
  console.log(table(pair, programs));
  for (let i = 0; i < programs.length; i += 2) {
    const {time} = ratios(programs[i], programs[i + 1]);
    console.log(`${programs[i].name}: ${time.toFixed(1)} times the time of its index (median of neighbouring runs).`);
  }
  console.log(`Indexes: ${pair.map(file => `${Math.round(fs.statSync(`${file}.hdx`).size / 1e6)} MB`).join(' and ')}.`);
});
