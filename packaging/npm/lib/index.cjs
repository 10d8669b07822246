'use strict';
const {assertNoLeak, LeakError} = require('./assert_no_leak.cjs');
const {HeapdiffError, run, toArguments} = require('./run.cjs');
const {settle, takeSnapshot} = require('./snapshot.cjs');

const report = async (files, options) => {
  for (const file of files) {
    // One that begins with a dash would be an option, and "-" our standard input, which is not handed on.
    if (typeof file !== 'string' || file === '' || file === '-') throw new TypeError('expected the path of a snapshot');
  }
  const {stdout} = await run([...toArguments(options), '--quiet', '--format=json', '--', ...files]);
  return JSON.parse(stdout);
};

const diff = (before, after, options) => report([before, after], options);
const triage = (file, options) => report([file], options);

module.exports = {assertNoLeak, diff, HeapdiffError, LeakError, settle, takeSnapshot, triage};
