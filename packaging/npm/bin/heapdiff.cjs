#!/usr/bin/env node
'use strict';
// Runs the program in this package with the same arguments, streams and exit status.
const {spawn} = require('node:child_process');
const {constants} = require('node:os');
const {findProgram} = require('../lib/program.cjs');

let child;
try {
  child = spawn(findProgram(), process.argv.slice(2), {stdio: 'inherit'});
} catch (error) {
  fail(error);
}
child.on('error', fail);
// An interrupt from the keyboard reaches the program by itself; here it must not end the wait for it.
for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (status, signal) => process.exit(signal ? 128 + constants.signals[signal] : status));

function fail(error) {
  process.stderr.write(`heapdiff: ${error.message}\n`);
  process.exit(2);
}
