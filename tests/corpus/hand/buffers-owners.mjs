/* truth
{"ops": 400, "leaks": [
  {"shape": ["off-heap-buffers", "unbounded-set"], "holder": ["attachments", "mailbox.attachments", "Mailbox.attachments"], "file": "buffers-owners.mjs",
   "class": ["Attachment", "Uint8Array", "ArrayBuffer"],
   "at": "buffers-owners.mjs: class Attachment", "before": 40, "new": 400}
]}
*/
// Leaks on purpose: small objects in a Set; almost all of what they weigh lies outside the heap.
import path from 'node:path';
import v8 from 'node:v8';

class Attachment {
  constructor(name, size) {
    this.name = name;
    this.content = new Uint8Array(size);
  }
}

class Mailbox {
  attachments = new Set();

  receive(mail) {
    for (const name of mail.files) this.attachments.add(new Attachment(name, 30000));
  }

  get count() {
    return this.attachments.size;
  }
}

export const mailbox = new Mailbox();

function receive(from, to) {
  for (let i = from; i < to; i++) mailbox.receive({from: 'somebody', files: [`invoice-${i}.pdf`]});
  return mailbox.count;
}

const out = process.argv[2] ?? '.';
receive(0, 40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
receive(40, 440);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
