'use strict';
const {spawn} = require('node:child_process');
const {findProgram} = require('./program.cjs');

/** The program could not do what was asked: the message is its own. */
class HeapdiffError extends Error {
  constructor(message, status) {
    super(message);
    this.name = 'HeapdiffError';
    this.status = status;
  }
}

// What decides where the report goes, or is not about a diff.
const reserved = new Set(['format', 'output', 'report', 'color', 'help', 'version', 'verbose', 'quiet', 'units']);

/**
 * Options as the command line has them: {groupBy: 'package', failOn: ['size > 0']} is
 * --group-by=package --fail-on='size > 0'. The program refuses what it does not know.
 */
exports.toArguments = options => {
  const words = [];
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (reserved.has(name)) throw new TypeError(`there is no option ${name} here: what comes back is the JSON report`);
    const option = '--' + name.replace(/[A-Z]/g, letter => '-' + letter.toLowerCase());
    for (const one of Array.isArray(value) ? value : [value]) words.push(one === true ? option : `${option}=${one}`);
  }
  return words;
};

/**
 * Runs the program to its end, in a process of its own. Resolves to what it wrote, with status 0 or 1
 * (a rule was crossed); rejects with HeapdiffError for all others.
 */
exports.run = words => new Promise((resolve, reject) => {
  const child = spawn(findProgram(), words, {stdio: ['ignore', 'pipe', 'pipe']});
  const output = [];
  let complaint = '';
  child.stdout.on('data', chunk => output.push(chunk));
  child.stderr.setEncoding('utf8').on('data', text => { complaint = (complaint + text).slice(-64 * 1024); });
  child.on('error', error => reject(new HeapdiffError(`the program cannot be run: ${error.message}`, null)));
  child.on('close', (status, signal) => {
    if (status === 0 || status === 1) return resolve({status, stdout: Buffer.concat(output).toString(), stderr: complaint});
    const message = complaint.trim().replace(/^heapdiff: /, '');
    reject(new HeapdiffError(message || `the program ended with ${signal ?? `status ${status}`}`, status));
  });
});

exports.HeapdiffError = HeapdiffError;
