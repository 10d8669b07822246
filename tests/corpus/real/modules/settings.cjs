'use strict';
// A module that is loaded again and again.
module.exports = {
  title: 'settings',
  limits: {lines: 100, bytes: 4096},
  describe() {
    return `${module.exports.title}: at most ${module.exports.limits.lines} lines`;
  },
};
