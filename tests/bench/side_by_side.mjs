// heapdiff and DevTools' engine on one pair of big snapshots, in turn: wall time and
// peak memory of each whole process. With --memlab, memlab as well.
//
//   node side_by_side.mjs --heapdiff PROGRAM [--megabytes N | --gigabytes N] [--memlab] [--memlab-runs 3]
//                         [--runs 5] [--work DIRECTORY] [-- HEAPDIFF_OPTIONS]
import path from 'node:path';
import {setUpEngine, setUpMemlab} from '../oracle/setup.mjs';
import {makePair, measureInTurn, pairOptions, pairUsage, ratios, readArguments, runScript, table} from './measure.mjs';

runScript(() => {
  const options = readArguments(`${pairUsage} [--memlab] [--memlab-runs N]`, {
    ...pairOptions,
    memlab: {type: 'boolean', default: false},
    'memlab-runs': {type: 'string', default: '3'},
  });
  const {work, runs, heapdiff, heapdiffOptions} = options;
  const node = process.execPath;
  const engine = setUpEngine(work);
  const memlab = options.memlab ? setUpMemlab(work) : [];
  const files = makePair(options);
  const [before, after] = files;
  const others = [{name: 'DevTools\' engine', command: [node, ...engine, 'diff', ...files], runs, mayFail: true}];
  if (options.memlab) {
    // It wants a third snapshot, of the time when all should be freed again: nothing was.
    const command = [node, ...memlab, 'find-leaks', '--baseline', before, '--target', after, '--final', after,
      '--work-dir', path.join(work, 'memlab', 'work')];
    others.push({name: 'memlab find-leaks', command, runs: Number(options['memlab-runs']), mayFail: true});
  }
  const ours = {name: ['heapdiff', ...heapdiffOptions].join(' '), command: [heapdiff, '--no-index', ...heapdiffOptions, ...files], runs};
  const programs = [...others, ours];
  measureInTurn(work, programs, files);
  console.log(table(files, programs));
  for (const other of others.filter(({measured}) => measured.length > 0)) {
    const {time, memory} = ratios(other, ours);
    console.log(`${ours.name} takes ${time.toFixed(1)} times less time than ${other.name} (median of neighbouring runs) `
      + `and ${memory.toFixed(1)} times less memory.`);
  }
});
