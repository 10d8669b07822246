import {Diff, Triage} from './report.cjs';
export * from './report.cjs';

/** Options of both; see the manual, heapdiff(1), or `npx heapdiff --help`. */
export interface ReadingOptions {
  /** Hides the heap's values: what its strings, symbols and numbers say. */
  noStrings?: boolean;
  threads?: number;
  /** '512M', '1.5GiB' */
  maxMemory?: string;
  /** Reads as much as possible of a damaged file. */
  salvage?: boolean;
  /** With salvage: a whole snapshot of the same process that has the names which are lost. */
  namesFrom?: string;
  noAdvice?: boolean;
}

export interface DiffOptions extends ReadingOptions {
  /** How many operations the program did between the two snapshots. */
  ops?: number;
  /** Rows of classes; 0, the default, for all. */
  top?: number;
  /** A part of the names of classes, or an expression between slashes. */
  filter?: string;
  sort?: 'size' | 'count' | 'retained';
  groupBy?: 'class' | 'place' | 'script' | 'package';
  chains?: number;
  /** Rules such as 'size > 1MiB'; how the diff stands to them is in `gate`. */
  failOn?: string | string[];
  /** Files. */
  baseline?: string;
  strictBaseline?: boolean;
  suppressions?: string;
  config?: string;
  noConfig?: boolean;
  profile?: string;
  sourceRoot?: string;
  /** Compares even snapshots that are unrelated. */
  force?: boolean;
}

/** What grew between two snapshots, and what holds it. Runs in a process of its own. */
export function diff(before: string, after: string, options?: DiffOptions): Promise<Diff>;

/** What is using the memory of one snapshot. */
export function triage(file: string, options?: ReadingOptions): Promise<Triage>;

/** A file could not be read, or an option is wrong: the message is the program's. */
export class HeapdiffError extends Error {
  /** The exit status; null if the program could not be started. */
  status: number | null;
}

/** Lets what is pending end, and collects garbage until the heap no longer shrinks. */
export function settle(): Promise<void>;

/**
 * Settles, and writes a snapshot of this thread's heap to a file: pairs taken like this can be compared.
 * Resolves to the file.
 */
export function takeSnapshot(file: string): Promise<string>;

export interface LeakOptions {
  /** Runs before the first snapshot, which fill caches and compile functions: 10. */
  warmup?: number;
  /** Runs between two snapshots, at least 16: 200. */
  runs?: number;
  /**
   * What a suspect may grow by in each run, a size with a unit or a number of bytes: '64B'; with fewer than 128 runs
   * 8192 bytes shared among them, since growth of less in all is not looked into. Less than that is refused.
   */
  allow?: string | number;
  /** Known leaks that pass: a file that `heapdiff --write-baseline` wrote. */
  baseline?: string;
  /** Known leaks that pass: a file with lines of `leak:PATTERN`. */
  suppressions?: string;
  /** A heapdiff.toml, with suspects to ignore; none is looked for. */
  config?: string;
  /** Which snapshots stay: 'on-failure'. */
  keep?: 'on-failure' | 'always' | 'never';
  /** Where they are written: the system's folder for temporary files. */
  directory?: string;
}

/**
 * Runs a function again and again, and throws LeakError if each run leaves something behind. Growth must be
 * seen twice: in `runs` runs, and in as many more. What the function throws is thrown.
 */
export function assertNoLeak(test: () => unknown, options?: LeakOptions): Promise<void>;

/** The message says what leaks, what holds it, where that is in the source, and where the snapshots are. */
export class LeakError extends Error {
  code: 'ERR_HEAPDIFF_LEAK';
  /** Of the runs in which the leak was seen for the second time. */
  report: Diff;
  /** Those that were kept: before, after as many runs, and after as many more. */
  snapshots: string[];
}
