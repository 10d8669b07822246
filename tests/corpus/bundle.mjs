// Programs of the corpus as a build makes them: bundled and minified, with a source map beside.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {filesOf} from './pairs.mjs';

const packages = {
  'esbuild': '0.28.2',
  'webpack': '5.113.0',
  'terser-webpack-plugin': '5.6.1',
  'rollup': '4.68.8',
  '@rollup/plugin-terser': '1.0.2',
  '@rollup/plugin-commonjs': '29.0.3',
  '@swc/core': '1.16.22',
  'typescript': '5.9.3',
  'acorn': '8.19.0',
  '@jridgewell/trace-mapping': '0.3.31',
};

export const bundlers = ['esbuild', 'webpack', 'rollup', 'swc', 'tsc'];

let requireTool;

// Installs the bundlers once.
export function toolsIn(work) {
  if (requireTool) return requireTool;
  const folder = path.join(work, 'bundlers');
  const wanted = JSON.stringify({private: true, dependencies: packages}, null, 2);
  const manifest = path.join(folder, 'package.json');
  if (!fs.existsSync(manifest) || fs.readFileSync(manifest, 'utf8') !== wanted || !fs.existsSync(path.join(folder, 'node_modules'))) {
    fs.mkdirSync(folder, {recursive: true});
    fs.writeFileSync(manifest, wanted);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], {cwd: folder, stdio: ['ignore', 'ignore', 'inherit']});
  }
  requireTool = createRequire(manifest);
  return requireTool;
}

const makers = {
  async esbuild(tool, {file, out, isModule}) {
    await tool('esbuild').build({entryPoints: [file], outfile: out, bundle: true, minify: true, sourcemap: true,
      platform: 'node', format: isModule ? 'esm' : 'cjs', logLevel: 'silent'});
  },
  async webpack(tool, {file, out, isModule}) {
    const webpack = tool('webpack');
    const Terser = tool('terser-webpack-plugin');
    const stats = await new Promise((resolve, reject) => webpack({
      mode: 'production', target: 'node20', devtool: 'source-map', entry: file, context: path.dirname(file),
      experiments: {outputModule: isModule}, node: {__dirname: false, __filename: false},
      optimization: {minimizer: [new Terser({parallel: false, extractComments: false})]},
      output: {path: path.dirname(out), filename: path.basename(out), ...isModule && {module: true, library: {type: 'module'}, chunkFormat: 'module'}},
    }, (error, result) => error ? reject(error) : resolve(result)));
    if (stats.hasErrors()) throw new Error(stats.toString({all: false, errors: true}));
  },
  async rollup(tool, {file, out, isModule}) {
    const bundle = await tool('rollup').rollup({
      input: file, onwarn() {}, external: id => /^(node:|[a-z0-9_/]+$)/.test(id) && !path.isAbsolute(id),
      plugins: isModule ? [] : [tool('@rollup/plugin-commonjs')({extensions: ['.cjs', '.js'], ignoreDynamicRequires: true})],
    });
    await bundle.write({file: out, format: isModule ? 'es' : 'cjs', sourcemap: true, inlineDynamicImports: true, plugins: [tool('@rollup/plugin-terser')()]});
    await bundle.close();
  },
  // These two translate file by file.
  async swc(tool, {sources, mirror}) {
    for (const source of sources) {
      const {code, map} = tool('@swc/core').transformFileSync(source, {
        configFile: false, swcrc: false, sourceMaps: true, minify: true, isModule: /\.mjs$/.test(source) || 'unknown',
        jsc: {target: 'es2022', parser: {syntax: 'ecmascript'}, minify: {compress: true, mangle: {toplevel: true}}},
      });
      const out = mirror(source);
      fs.writeFileSync(out, `${code}\n//# sourceMappingURL=${path.basename(out)}.map\n`);
      const {sources: names, ...rest} = JSON.parse(map);
      fs.writeFileSync(`${out}.map`, JSON.stringify({...rest, sources: names.map(() => path.relative(path.dirname(out), source))}));
    }
  },
  async tsc(tool, {sources, mirror}) {
    const ts = tool('typescript');
    for (const source of sources) {
      const out = mirror(source);
      const {outputText, sourceMapText} = ts.transpileModule(fs.readFileSync(source, 'utf8'), {
        fileName: source, compilerOptions: {sourceMap: true, inlineSources: true, allowJs: true, removeComments: true,
          target: ts.ScriptTarget.ES2022, module: /\.mjs$/.test(source) ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS},
      });
      fs.writeFileSync(out, outputText.replace(/sourceMappingURL=.*/, `sourceMappingURL=${path.basename(out)}.map`));
      const map = JSON.parse(sourceMapText);
      fs.writeFileSync(`${out}.map`, JSON.stringify({...map, sourceRoot: '', sources: [path.relative(path.dirname(out), source)]}));
    }
  },
};

// A program that runs from what a bundler made of it. Throws where the bundler cannot.
export async function bundleProgram(work, program, bundler) {
  const tool = toolsIn(work);
  const source = program.directory ?? path.dirname(program.file);
  const root = path.join(work, 'bundled', `${program.name}-${bundler}`);
  fs.rmSync(root, {recursive: true, force: true});
  // Whatever else lies beside the program, it may read.
  const all = program.directory ? filesOf(program) : [program.file];
  const mirror = file => {
    const out = path.join(root, path.relative(source, file));
    fs.mkdirSync(path.dirname(out), {recursive: true});
    return out;
  };
  const isCode = file => /\.[cm]?js$/.test(file);
  all.filter(file => file !== program.file).forEach(file => fs.copyFileSync(file, mirror(file)));
  const out = mirror(program.file);
  await makers[bundler](tool, {file: program.file, out, isModule: /\.mjs$/.test(out), sources: all.filter(isCode), mirror});
  return {...program, name: `${program.name}-${bundler}`, file: out, directory: root};
}
