// Does the HTML report do in a browser what it says? See README.md.
//
//   node page.test.mjs --heapdiff PROGRAM [--work DIRECTORY] [--measure PAGE] [--share N]
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {parseArgs} from 'node:util';
import {turn} from '../oracle/setup.mjs';
import {launch, median, open, timeToAnswer} from './browser.mjs';
import {difference, scaleDown} from './screens.mjs';

const source = path.resolve(import.meta.dirname, '../..');
const {values} = parseArgs({options: {
  heapdiff: {type: 'string'}, work: {type: 'string', default: path.join(source, 'build/corpus')}, measure: {type: 'string'},
  share: {type: 'string', default: '1'},
}});
const heapdiff = path.resolve(values.heapdiff ?? path.join(source, 'build/release/heapdiff'));
const work = path.resolve(values.work);
fs.mkdirSync(work, {recursive: true});
const scratch = fs.mkdtempSync(path.join(work, 'pages-'));
const pairs = ['unbounded-map', 'emitter-listeners', 'timer-closures', 'dictionary', 'bounded-lru'];
const leaking = pairs.filter(name => name !== 'bounded-lru');

let browser;
let axe;

function makePage(name, words) {
  const file = path.join(scratch, `${name}.html`);
  execFileSync(heapdiff, [...words, '--format', 'html', '-o', file], {cwd: scratch, stdio: ['ignore', 'ignore', 2]});
  return file;
}

function makePages() {
  const names = pairs.flatMap(name => ['before', 'after'].map(side => `${name}.${side}.heapsnapshot.gz`));
  for (const name of names) fs.copyFileSync(path.join(source, 'testdata/pairs', name), path.join(scratch, name));
  for (const name of pairs) makePage(name, ['before', 'after'].map(side => `${name}.${side}.heapsnapshot.gz`));
  for (const name of ['unbounded-map', 'timer-closures']) makePage(`dump-${name}`, [`${name}.after.heapsnapshot.gz`]);
  execFileSync(process.execPath, [path.join(import.meta.dirname, 'growing.cjs'), scratch, '4']);
  makePage('trend', ['trend', ...[1, 2, 3, 4].map(step => `${step}.heapsnapshot`)]);
}

const page = name => path.join(scratch, `${name}.html`);
const everyPage = [...pairs, 'dump-unbounded-map', 'dump-timer-closures', 'trend'];

// The first cell that is called so.
const cellCalled = (shown, name) =>
  shown.locator('.picture:not([hidden]) .icicle > svg', {has: shown.locator('text', {hasText: name})}).first();

// The cells of the picture that is shown, as a reader sees them.
const cellsOf = shown => shown.$$eval('.picture:not([hidden]) .icicle > svg:not(.away)', cells => cells.map(cell => ({
  text: cell.querySelector('text').textContent, width: parseFloat(cell.getAttribute('width')), bytes: Number(cell.dataset.v),
  depth: Number(cell.getAttribute('aria-level')), classes: cell.getAttribute('class'),
})));

async function measure(file, times = 9) {
  const empty = path.join(scratch, 'empty.html');
  fs.writeFileSync(empty, '<!DOCTYPE html><title>empty</title>');
  const [ofPage, ofEmpty] = [[], []];
  for (let i = 0; i < times; ++i) {
    ofEmpty.push(await timeToAnswer(browser, empty));
    ofPage.push(await timeToAnswer(browser, file));
  }
  return {page: median(ofPage), empty: median(ofEmpty)};
}

before(async () => {
  ({browser, axe} = await launch(work));
  if (!values.measure) makePages();
});
after(async () => {
  await browser?.close();
  fs.rmSync(scratch, {recursive: true, force: true});
});

if (values.measure) {
  test('time to open and to answer a click', async () => {
    const {page: time, empty} = await measure(path.resolve(values.measure));
    console.log(`${values.measure}: ${time.toFixed(0)} ms, an empty page ${empty.toFixed(0)} ms: ${(time / empty).toFixed(1)} times`);
  });
} else {
  const share = Number(values.share);
  for (const name of everyPage.filter((_, index) => index % share === turn() % share)) {
    test(`${name}: opens in silence, fits every window, and is accessible`, async () => {
      for (const scheme of ['light', 'dark']) {
        for (const width of [360, 1280, 2560]) {
          const shown = await open(browser, page(name), {width, scheme});
          const [content, window] = await shown.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(content <= window, `${content} pixels of ${window}`);
          if (width !== 2560) {
            await shown.page.evaluate(axe);
            const {violations} = await shown.page.evaluate(() => axe.run());
            assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
          }
          assert.deepEqual(shown.troubles, []);
          await shown.close();
        }
      }
    });
  }

  test('says all that it says without JavaScript', async () => {
    for (const name of ['unbounded-map', 'dump-timer-closures', 'trend']) {
      const shown = await open(browser, page(name), {javaScript: false});
      const count = selector => shown.page.locator(selector).count();
      assert.equal(await count('.picture >> visible=true'), 3);
      assert.equal(await count('table.data tbody tr >> visible=true'), await count('table.data tbody tr'));
      assert.equal(await count('button >> visible=true'), 0);
      assert.equal(await count('.controls >> visible=true'), 0);
      await shown.close();
    }
  });

  test('every suspect is a card, and is marked in the picture', async () => {
    for (const name of [...leaking, 'dump-unbounded-map', 'trend']) {
      const shown = await open(browser, page(name));
      const cards = await shown.page.$$eval('.card', all => all.map(card => card.id.replace('suspect-', '#')));
      assert.ok(cards.length > 0, name);
      const marked = (await cellsOf(shown.page)).filter(({classes}) => /\bsuspect\b/.test(classes)).map(({text}) => text);
      for (const rank of cards) assert.ok(marked.some(text => text.split(' ').includes(rank)), `${name}: ${rank} in ${marked}`);
      await shown.close();
    }
  });

  test('cells are as wide as their bytes, and the topmost add up to the growth', async () => {
    for (const name of pairs) {
      const shown = await open(browser, page(name));
      const growth = Number(await shown.page.getAttribute('[data-json="/size_delta"]', 'value'));
      for (let tab = 0; tab < 3; ++tab) {
        await shown.page.click(`#tab-${tab}`);
        const cells = await cellsOf(shown.page);
        const whole = cells.filter(({depth}) => depth === 1).reduce((sum, {bytes}) => sum + bytes, 0);
        for (const {width, bytes} of cells) assert.ok(Math.abs(width - 100 * bytes / whole) < 0.01, name);
        for (const depth of [1, 2]) {
          const sum = cells.filter(cell => cell.depth === depth)
            .reduce((total, {bytes, classes}) => total + (/\bloss\b/.test(classes) ? -bytes : bytes), 0);
          assert.equal(sum, growth, `${name}, tab ${tab}, depth ${depth}`);
        }
      }
      await shown.close();
    }
  });

  test('every number is that of the JSON report of the same run', async () => {
    for (const name of [...pairs, 'dump-timer-closures']) {
      const files = name.startsWith('dump-') ? [`${name.slice(5)}.after.heapsnapshot.gz`] : ['before', 'after'].map(side => `${name}.${side}.heapsnapshot.gz`);
      execFileSync(heapdiff, [...files, '--report', 'html=numbers.html', '--report', 'json=numbers.json', '-o', '/dev/null'], {cwd: scratch, stdio: ['ignore', 'ignore', 2]});
      const report = JSON.parse(fs.readFileSync(path.join(scratch, 'numbers.json'), 'utf8'));
      const member = pointer => pointer.split('/').slice(1).reduce((value, key) => value[key], report) ?? 0;
      const sum = pointers => pointers.split(' ').reduce((total, one) => total + (one[0] === '-' ? -member(one.slice(1)) : member(one)), 0);
      const shown = await open(browser, path.join(scratch, 'numbers.html'));
      const numbers = await shown.page.$$eval('data, svg[data-v]:not(.others)', all => all.map(one => [one.dataset.json, one.getAttribute('value') ?? one.dataset.v]));
      const cells = await shown.page.$$eval('table.data td[data-v]', all => all.map(one => {
        const column = one.closest('table').tHead.rows[0].cells[one.cellIndex];
        return [one.dataset.json ?? `${one.parentNode.dataset.json}/${column.dataset.json}`, one.dataset.v];
      }));
      assert.ok(numbers.length > 30 && cells.length > 100, `${name}: ${numbers.length} and ${cells.length} numbers`);
      for (const [pointers, value] of [...numbers, ...cells]) assert.equal(Math.round(sum(pointers)), Number(value), `${name}: ${pointers}`);
      await shown.close();
    }
  });

  test('of a diff, too, the largest objects and repeated strings are listed', async () => {
    const shown = await open(browser, page('dictionary'));
    assert.ok(await shown.page.locator('#biggest tbody tr').count() >= 5);
    assert.ok(await shown.page.locator('#duplicates tbody tr').count() >= 1);
    await shown.close();
  });

  test('a click zooms, and crumbs and the way back return', async () => {
    const shown = await open(browser, page('unbounded-map'));
    const everything = await cellsOf(shown.page);
    await cellCalled(shown.page, /^Map /).click({position: {x: 5, y: 5}});
    const zoomed = await cellsOf(shown.page);
    const map = zoomed.find(({text}) => text.startsWith('Map '));
    assert.equal(map.width, 100);
    assert.ok(zoomed.length < everything.length);
    assert.deepEqual(await shown.page.$$eval('.crumbs button', all => all.map(button => button.textContent)),
      ['everything', everything[0].text, map.text]);
    await shown.page.goBack();
    assert.deepEqual(await cellsOf(shown.page), everything);
    await shown.page.goForward();
    assert.deepEqual(await cellsOf(shown.page), zoomed);
    await shown.page.click('.crumbs button');
    assert.deepEqual(await cellsOf(shown.page), everything);
    await shown.page.click('.card .show');
    assert.ok((await cellsOf(shown.page)).some(({text}) => text.startsWith('#1 Order')));
    assert.match(await shown.page.textContent('.numbers'), /^#1 Order .*→.*objects/);
    assert.deepEqual(shown.troubles, []);
    await shown.close();
  });

  test('hovering and the keyboard tell the numbers, and Enter and Escape zoom', async () => {
    const shown = await open(browser, page('unbounded-map'));
    await cellCalled(shown.page, /^Map /).hover({position: {x: 5, y: 5}});
    assert.match(await shown.page.textContent('.numbers'), /^Map .* kB → .* kB, 1 → 1 objects$/);
    await shown.page.focus('.picture:not([hidden]) .icicle > svg[tabindex="0"]');
    const press = async (...keys) => {
      for (const key of keys) await shown.page.keyboard.press(key);
      return shown.page.evaluate(() => document.activeElement.querySelector('text')?.textContent ?? '');
    };
    assert.match(await press('ArrowDown'), /^Map /);
    assert.match(await press('ArrowDown'), /^#1 Order /);
    assert.match(await press('ArrowRight'), /^\(string\) /);
    assert.match(await press('ArrowLeft'), /^#1 Order /);
    assert.match(await press('ArrowUp'), /^Map /);
    await press('ArrowDown', 'Enter');
    assert.equal((await cellsOf(shown.page)).find(({text}) => text.startsWith('#1 Order')).width, 100);
    await press('Escape');
    assert.notEqual((await cellsOf(shown.page)).find(({text}) => text.startsWith('#1 Order')).width, 100);
    assert.match(await press('Home'), /^grew /);
    await shown.close();
  });

  test('tabs group by class, path and package', async () => {
    const shown = await open(browser, page('dictionary'));
    assert.deepEqual(await shown.page.$$eval('[role=tab]', all => all.map(tab => tab.textContent)), ['by class', 'by path', 'by package']);
    await shown.page.focus('#tab-0');
    await shown.page.keyboard.press('ArrowRight');
    assert.equal(await shown.page.getAttribute('#tab-1', 'aria-selected'), 'true');
    assert.ok(await shown.page.isVisible('#panel-1'));
    assert.ok(!(await shown.page.isVisible('#panel-0')));
    await shown.page.goBack();
    assert.ok(await shown.page.isVisible('#panel-0'));
    await shown.close();
  });

  test('a search highlights cells, and adds them up', async () => {
    const shown = await open(browser, page('unbounded-map'));
    await shown.page.fill('.find', 'order');
    const hits = await shown.page.$$eval('.picture:not([hidden]) .icicle > svg.hit text', all => all.map(text => text.textContent));
    assert.deepEqual(hits.map(text => text.split(' +')[0]), ['#1 Order']);
    assert.match(await shown.page.textContent('.found'), /^1 cell, \d+\.?\d* kB$/);
    await shown.page.fill('.find', '');
    assert.equal(await shown.page.locator('.icicle.searched').count(), 0);
    await shown.close();
  });

  test('tables sort, filter and turn pages', async () => {
    const shown = await open(browser, page('unbounded-map'));
    const column = index => shown.page.$$eval('#classes tbody tr', (rows, i) => rows.map(row => Number(row.cells[i].dataset.v)), index);
    const titles = await shown.page.$$eval('#classes thead th', all => all.map(th => th.textContent));
    const shallow = titles.indexOf('Shallow after');
    const head = shown.page.locator('#classes thead th').nth(shallow);
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    const down = await column(shallow);
    assert.deepEqual(down, down.toSorted((a, b) => b - a));
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const up = await column(shallow);
    assert.deepEqual(up, up.toSorted((a, b) => a - b));

    const pager = shown.page.locator('#table .pager');
    const status = () => pager.locator('[role=status]').textContent();
    assert.match(await status(), /^1–25 of \d+$/);
    await pager.getByText('next').click();
    assert.match(await status(), /^26–\d+ of \d+$/);
    await pager.locator('input').fill('Order');
    assert.equal(await status(), '1–1 of 1');
    assert.match(await shown.page.textContent('#classes tbody'), /^Order /);
    await pager.locator('input').fill('no such class');
    assert.equal(await status(), 'no rows');
    await pager.locator('input').fill('');
    await shown.page.keyboard.press('Control+f');
    const all = (await column(0)).length;
    assert.equal(await status(), `1–${all} of ${all}`);
    assert.ok(await shown.page.isVisible('#classes tfoot'));
    await shown.close();
  });

  test('a card is copied as the Markdown that the report has', async () => {
    const shown = await open(browser, page('unbounded-map'));
    await shown.page.click('.card .copy');
    await shown.page.getByText('copied').waitFor();
    await shown.page.fill('.find', '');
    await shown.page.evaluate(() => {
      const area = document.createElement('textarea');
      area.id = 'paste';
      document.body.append(area);
      area.focus();
    });
    await shown.page.keyboard.press('Control+V');
    const copied = await shown.page.inputValue('#paste');
    const markdown = execFileSync(heapdiff, [...['before', 'after'].map(side => `unbounded-map.${side}.heapsnapshot.gz`), '--report', 'markdown'],
      {cwd: scratch, encoding: 'utf8'});
    assert.ok(copied.startsWith('### 1. unbounded Map: ordersById (strong)\n'));
    assert.ok(markdown.includes(copied.trim()));
    assert.deepEqual(shown.troubles, []);
    await shown.close();
  });

  test('steps of a path open by click and by key', async () => {
    const shown = await open(browser, page('unbounded-map'));
    const step = shown.page.locator('.path details').nth(1);
    await step.locator('summary').click();
    assert.match(await step.locator('dl').textContent(), /object@\d+, object.*classMap/s);
    await shown.page.keyboard.press('Enter');
    assert.equal(await step.getAttribute('open'), null);
    await shown.close();
  });

  test('prints on A4', async () => {
    const shown = await open(browser, page('unbounded-map'));
    await shown.page.emulateMedia({media: 'print'});
    const pdf = await shown.page.pdf({preferCSSPageSize: true});
    // A4, in points.
    assert.match(pdf.toString('latin1'), /\/MediaBox \[0 0 59[4-6](\.\d+)? 84[12](\.\d+)?\]/);
    assert.equal(await shown.page.locator('button >> visible=true').count(), 0);
    await shown.close();
  });

  test('a policy violation would be seen', async () => {
    const broken = path.join(scratch, 'broken.html');
    fs.writeFileSync(broken, fs.readFileSync(page('unbounded-map'), 'utf8').replace('</main>', '<img src="https://example.com/x.png"><script>1</script></main>'));
    const shown = await open(browser, broken);
    assert.ok(shown.troubles.length >= 2);
    await shown.close();
  });

  test('screens are as their pictures', async () => {
    const isUpdate = Boolean(process.env.HEAPDIFF_UPDATE_GOLDEN);
    for (const width of [360, 1280, 2560]) {
      for (const scheme of ['light', 'dark']) {
        const shown = await open(browser, page('emitter-listeners'), {width, scheme});
        const small = await scaleDown(browser, await shown.page.screenshot());
        await shown.close();
        const file = path.join(import.meta.dirname, 'pictures', `${width}-${scheme}.png`);
        if (isUpdate) fs.writeFileSync(file, small);
        const {mean, much} = await difference(browser, small, fs.readFileSync(file));
        assert.ok(mean < 12 && much < 0.05, `${width} ${scheme}: mean difference ${mean.toFixed(1)}, ${(100 * much).toFixed(1)} % differ by much`);
      }
    }
    const [light, dark] = ['light', 'dark'].map(scheme => fs.readFileSync(path.join(import.meta.dirname, 'pictures', `1280-${scheme}.png`)));
    assert.ok((await difference(browser, light, dark)).mean > 100, 'a difference is seen');
  });

  test('the largest page opens and answers within a second', async () => {
    const {page: time, empty} = await measure(page('dump-unbounded-map'), 5);
    console.log(`${time.toFixed(0)} ms, an empty page ${empty.toFixed(0)} ms: ${(time / empty).toFixed(1)} times`);
    assert.ok(time < 1000 || time < 20 * empty, `${time} ms, and ${empty} for an empty page`);
  });
}
