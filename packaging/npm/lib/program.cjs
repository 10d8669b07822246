'use strict';
const fs = require('node:fs');
const path = require('node:path');

const native = path.join(__dirname, '..', 'native');

/**
 * The heapdiff program for this machine: that of HEAPDIFF_PROGRAM, or the one in this package.
 * Throws where there is none, and says how to get one.
 */
exports.findProgram = () => {
  const own = process.env.HEAPDIFF_PROGRAM;
  if (own) {
    if (!fs.existsSync(own)) throw new Error(`HEAPDIFF_PROGRAM is ${own}, and there is no such file`);
    return own;
  }
  const platform = `${process.platform}-${process.arch}`;
  const program = path.join(native, platform, 'heapdiff');
  if (fs.existsSync(program)) return program;
  const others = fs.existsSync(native) ? fs.readdirSync(native).sort().join(' and ') : 'no platform';
  throw new Error(`this package has programs for ${others}, and this is ${platform}\n` +
    '  hint: snapshots can be compared on another machine; or build heapdiff from its source\n' +
    '        (cmake --preset release && cmake --build --preset release) and let the environment variable\n' +
    '        HEAPDIFF_PROGRAM name what it made, build/release/heapdiff');
};
