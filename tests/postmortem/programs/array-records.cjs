/* truth
{"holder": "auditLog", "class": "AuditRecord", "shape": "unbounded-array"}
*/
'use strict';
// Every request is written to a log in memory that nobody reads.
const auditLog = [];
let last = 0;

class AuditRecord {
  constructor(action) {
    this.number = ++last;
    this.action = action;
    this.note = `request ${last} did ${action}`;
  }
}

function audit(action) {
  auditLog.push(new AuditRecord(action));
}

exports.recent = () => auditLog.slice(-10);

setInterval(() => {
  for (let i = 0; i < 2000; i++) audit(i % 3 ? 'read' : 'write');
}, 1);
