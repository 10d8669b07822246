// Programs with one line of the library changed: of a build that is there, without touching its sources.
import {execFile} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {promisify} from 'node:util';

export const source = path.resolve(import.meta.dirname, '../..');
export const run = promisify(execFile);

export class Trouble extends Error {}

// The file's text with its one line changed, or why that cannot be.
export function change({file, line, becomes}) {
  const text = fs.readFileSync(path.join(source, file), 'utf8');
  const parts = text.split(line);
  if (parts.length !== 2) {
    return {problem: `${file} has the text ${parts.length - 1} times, not once: ${JSON.stringify(line)}`};
  }
  return {text: parts.join(becomes)};
}

// The commands of the build that make one program, to be repeated with another source and another output.
export class Build {
  constructor(directory, target) {
    const commands = path.join(directory, 'compile_commands.json');
    if (!fs.existsSync(commands)) {
      throw new Trouble(`${directory}: no compile_commands.json: configure a preset with -DBUILD_TESTING=ON, or see --build`);
    }
    this.directory = directory;
    this.target = target;
    this.compiles = new Map(JSON.parse(fs.readFileSync(commands, 'utf8')).map(entry => [entry.file, entry]));
  }

  // Brings the program itself up to date.
  async make() {
    await run('cmake', ['--build', this.directory, '--target', this.target], {maxBuffer: Infinity});
    const {stdout} = await run('ninja', ['-C', this.directory, '--quiet', '-t', 'commands', this.target], {maxBuffer: Infinity});
    const links = stdout.split('\n').flatMap(line => line.split(' && ')).filter(part => / -o \S+ /.test(part) && !/ -c | -x c\+\+-header /.test(part));
    const last = links.at(-1)?.trim().replace(/^: && /, '');
    if (!last) throw new Trouble(`${this.directory}: no command links ${this.target}`);
    this.link = last;
    this.output = / -o (\S+) /.exec(last)[1];
    this.program = path.join(this.directory, this.output);
  }

  // The program with one of the library's files replaced: its symbols are found before the library's.
  async makeVariant(file, text, directory) {
    fs.mkdirSync(directory, {recursive: true});
    const [changed, object, program] = ['variant.cpp', 'variant.o', path.basename(this.output)].map(name => path.join(directory, name));
    fs.writeFileSync(changed, text);
    const entry = this.compiles.get(path.join(source, file));
    if (!entry) throw new Trouble(`${this.directory} does not compile ${file}`);
    const compile = entry.command.replace(/ -o \S+ -c \S+$/, '');
    if (compile === entry.command) throw new Trouble(`no output in the command: ${entry.command}`);
    // Warnings of what has no use any more are no errors here.
    await run('sh', ['-c', `${compile} -w -O0 -o '${object}' -c '${changed}'`], {cwd: entry.directory});
    const link = this.link.replace(` -o ${this.output} `, ` -fuse-ld=gold -o '${program}' '${object}' `);
    await run('sh', ['-c', link], {cwd: this.directory});
    return program;
  }
}
