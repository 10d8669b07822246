// A browser for tests: Chromium, driven by playwright-core, which is installed in the cache directory.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {npmInstall} from '../oracle/setup.mjs';

export function findChromium() {
  const names = [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].filter(Boolean);
  for (const name of names) {
    try {
      return execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name], {encoding: 'utf8'}).trim();
    } catch {
      // the next one
    }
  }
  return null;
}

export async function launch(work) {
  const directory = path.join(work, 'browser');
  if (!fs.existsSync(path.join(directory, 'node_modules/axe-core')) || !fs.existsSync(path.join(directory, 'node_modules/playwright-core'))) {
    fs.mkdirSync(directory, {recursive: true});
    fs.writeFileSync(path.join(directory, 'package.json'), '{"private": true}\n');
    npmInstall(directory, 'playwright-core@1', 'axe-core@4');
  }
  const require = createRequire(path.join(directory, 'package.json'));
  const {chromium} = require('playwright-core');
  const browser = await chromium.launch({executablePath: findChromium(), args: ['--no-sandbox', '--font-render-hinting=none']});
  return {browser, axe: require('axe-core').source};
}

// A page that was opened, and what went wrong since.
export async function open(browser, file, {width = 1280, height = 900, scheme = 'light', javaScript = true} = {}) {
  const context = await browser.newContext({viewport: {width, height}, colorScheme: scheme, javaScriptEnabled: javaScript});
  context.setDefaultTimeout(120_000);  // other tests may be running
  const page = await context.newPage();
  const troubles = [];
  page.on('console', message => troubles.push(`console: ${message.text()}`));
  page.on('pageerror', error => troubles.push(`error: ${error.message}`));
  page.on('request', request => {
    if (request.url() !== `file://${file}`) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  return {page, troubles, close: () => context.close()};
}

// Milliseconds until a page is there and has answered a click, by the page's own clock.
export async function timeToAnswer(browser, file) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}});
  const page = await context.newPage();
  const start = performance.now();
  await page.goto(`file://${file}`);
  await page.evaluate(() => new Promise(done => {
    const cells = document.querySelectorAll('.icicle > svg');
    cells[Math.min(2, cells.length - 1)]?.dispatchEvent(new MouseEvent('click', {bubbles: true}));
    requestAnimationFrame(() => requestAnimationFrame(done));
  }));
  const time = performance.now() - start;
  await context.close();
  return time;
}

export const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
