'use strict';
// Interaction alone: without this the page says all that it says.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    if (name === 'button') element.type = 'button';
    return element;
  };

  // As the report formats bytes.
  const formatBytes = bytes => {
    const isIec = document.body.dataset.units === 'iec';
    const base = isIec ? 1024 : 1000;
    const names = isIec ? ['B', 'KiB', 'MiB', 'GiB', 'TiB'] : ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    let size = bytes;
    while (size >= base && unit + 1 < names.length) {
      size /= base;
      ++unit;
    }
    return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${names[unit]}`;
  };

  // Cards.
  const copyText = async text => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // no permission, or an old browser
      const area = make('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  };
  for (const card of all('.card')) {
    const button = card.querySelector('.copy');
    button.hidden = false;
    button.addEventListener('click', async () => {
      await copyText(card.querySelector('.markdown').textContent);
      button.textContent = 'copied';
      setTimeout(() => { button.textContent = 'copy as Markdown'; }, 2000);
    });
  }

  // Pictures. A cell lies at [start, start + width) of the whole, in a row of its depth; zooming into
  // a cell makes its part of the whole as wide as the picture.
  class Icicle {
    constructor(panel, index, page) {
      this.panel = panel;
      this.index = index;
      this.page = page;
      this.svg = panel.querySelector('.icicle');
      this.tiles = all('.icicle > svg', panel).map((svg, i) => {
        const text = svg.querySelector('text').textContent;
        return {
          svg, i, text,
          start: parseFloat(svg.getAttribute('x')),
          width: parseFloat(svg.getAttribute('width')),
          bytes: Number(svg.dataset.v),
          depth: Number(svg.getAttribute('aria-level')) - 1,
          isLoss: svg.classList.contains('loss'),
        };
      });
      this.zoomed = null;
      this.at = 0;
      this.svg.addEventListener('click', event => {
        const tile = this.tileOf(event.target);
        if (!tile) return;
        this.focus(tile, false);
        page.go(index, tile === this.zoomed ? this.parent(tile) : tile);
      });
      this.svg.addEventListener('pointerover', event => {
        const tile = this.tileOf(event.target);
        if (tile) page.tell(tile);
      });
      this.svg.addEventListener('focusin', event => {
        const tile = this.tileOf(event.target);
        if (tile) {
          this.at = tile.i;
          page.tell(tile);
        }
      });
      this.svg.addEventListener('keydown', event => this.key(event));
      if (this.tiles.length) this.tiles[0].svg.setAttribute('tabindex', '0');
      new ResizeObserver(() => this.show()).observe(this.svg);
    }

    tileOf(target) {
      const svg = target.closest('.icicle > svg');
      return svg && this.tiles.find(tile => tile.svg === svg);
    }

    contains(outer, inner) {
      return outer.isLoss === inner.isLoss && inner.depth >= outer.depth &&
        inner.i >= outer.i && this.endOf(outer) > inner.i;
    }

    // Tiles follow each other as in a walk down the tree.
    endOf(tile) {
      let end = tile.i + 1;
      while (end < this.tiles.length && this.tiles[end].depth > tile.depth) ++end;
      return end;
    }

    parent(tile) {
      if (!tile) return null;
      for (let i = tile.i - 1; i >= 0; --i) {
        if (this.tiles[i].depth < tile.depth) return this.tiles[i];
      }
      return null;
    }

    pathTo(tile) {
      const path = [];
      for (let at = tile; at; at = this.parent(at)) path.unshift(at);
      return path;
    }

    show() {
      const zoomed = this.zoomed;
      const start = zoomed ? zoomed.start : 0;
      const width = zoomed ? zoomed.width : 100;
      const end = zoomed ? this.endOf(zoomed) : this.tiles.length;
      const ancestors = new Set(this.pathTo(zoomed));
      const pixels = this.svg.clientWidth || 1;
      for (const tile of this.tiles) {
        const isAbove = ancestors.has(tile);
        const isBelow = !zoomed || (tile.i >= zoomed.i && tile.i < end);
        tile.svg.classList.toggle('away', !isAbove && !isBelow);
        if (!isAbove && !isBelow) continue;
        const share = isAbove && zoomed ? 100 : 100 * tile.width / width;
        tile.svg.setAttribute('x', `${isAbove && zoomed ? 0 : 100 * (tile.start - start) / width}%`);
        tile.svg.setAttribute('width', `${share}%`);
        tile.svg.classList.toggle('narrow', share * pixels / 100 < 26);
      }
    }

    focus(tile, isMoved = true) {
      this.tiles[this.at].svg.setAttribute('tabindex', '-1');
      this.at = tile.i;
      tile.svg.setAttribute('tabindex', '0');
      if (isMoved) tile.svg.focus();
    }

    isShown(tile) { return !tile.svg.classList.contains('away'); }

    key(event) {
      const tile = this.tiles[this.at];
      const beside = step => {
        for (let i = tile.i + step; i >= 0 && i < this.tiles.length; i += step) {
          if (this.tiles[i].depth === tile.depth && this.isShown(this.tiles[i])) return this.tiles[i];
        }
        return null;
      };
      let to = null;
      switch (event.key) {
        case 'ArrowRight': to = beside(1); break;
        case 'ArrowLeft': to = beside(-1); break;
        case 'ArrowUp': to = this.parent(tile); break;
        case 'ArrowDown': to = this.endOf(tile) > tile.i + 1 ? this.tiles[tile.i + 1] : null; break;
        case 'Home': to = this.tiles[0]; break;
        case 'Enter':
        case ' ':
          this.page.go(this.index, tile === this.zoomed ? this.parent(tile) : tile);
          break;
        case 'Escape': this.page.go(this.index, this.parent(this.zoomed)); break;
        default: return;
      }
      event.preventDefault();
      if (to) this.focus(to);
    }

    find(words) {
      const wanted = words.toLowerCase();
      this.svg.classList.toggle('searched', wanted !== '');
      let count = 0;
      let bytes = 0;
      let until = 0;  // of what is below a hit, and counts with it
      for (const tile of this.tiles) {
        const isCell = !/\b(all|own|others)\b/.test(tile.svg.getAttribute('class'));
        const isHit = wanted !== '' && isCell && tile.text.toLowerCase().includes(wanted);
        tile.svg.classList.toggle('hit', isHit);
        if (!isHit) continue;
        ++count;
        if (tile.i < until || tile.isLoss) continue;
        until = this.endOf(tile);
        bytes += tile.bytes;
      }
      return wanted === '' ? '' : `${count} cell${count === 1 ? '' : 's'}, ${formatBytes(bytes)}`;
    }
  }

  class Pictures {
    constructor(section) {
      this.section = section;
      this.panels = all('.picture', section);
      this.controls = section.querySelector('.controls');
      this.numbers = section.querySelector('.numbers');
      this.crumbs = section.querySelector('.crumbs');
      this.found = section.querySelector('.found');
      this.input = section.querySelector('.find');
      this.controls.hidden = false;
      this.numbers.hidden = false;
      this.icicles = this.panels.map((panel, i) => new Icicle(panel, i, this));
      this.addTabs();
      this.input.addEventListener('input', () => this.search());
      this.select(0);
      this.tell(null);
      addEventListener('popstate', event => this.restore(event.state));
      for (const link of all('.show')) {
        link.addEventListener('click', event => {
          event.preventDefault();
          this.showSuspect(link.dataset.suspect);
        });
      }
    }

    addTabs() {
      const list = this.controls.querySelector('.tabs');
      list.setAttribute('role', 'tablist');
      list.setAttribute('aria-label', 'grouped');
      this.tabs = this.panels.map((panel, i) => {
        const tab = make('button', panel.dataset.tab);
        tab.setAttribute('role', 'tab');
        tab.id = `tab-${i}`;
        panel.id = `panel-${i}`;
        panel.setAttribute('role', 'tabpanel');
        panel.setAttribute('aria-labelledby', tab.id);
        tab.setAttribute('aria-controls', panel.id);
        panel.querySelector('h3').hidden = true;
        tab.addEventListener('click', () => {
          this.select(i);
          this.remember();
        });
        tab.addEventListener('keydown', event => {
          const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
          if (!step) return;
          const to = (i + step + this.tabs.length) % this.tabs.length;
          this.select(to);
          this.tabs[to].focus();
          this.remember();
        });
        list.append(tab);
        return tab;
      });
    }

    select(index) {
      this.current = index;
      this.panels.forEach((panel, i) => { panel.hidden = i !== index; });
      this.tabs.forEach((tab, i) => {
        tab.setAttribute('aria-selected', String(i === index));
        tab.tabIndex = i === index ? 0 : -1;
      });
      this.search();
      this.zoom(index, this.icicles[index].zoomed);
    }

    search() { this.found.textContent = this.icicles[this.current].find(this.input.value.trim()); }

    tell(tile) {
      this.numbers.textContent = tile
        ? `${tile.text} — ${tile.svg.querySelector('title').textContent}`
        : 'Point at a cell, or go through the picture with the arrow keys; a click or Enter zooms, Escape returns.';
    }

    zoom(index, tile) {
      const icicle = this.icicles[index];
      icicle.zoomed = tile;
      icicle.show();
      this.crumbs.replaceChildren(...icicle.pathTo(tile).map(step => {
        const button = make('button', step.text);
        button.addEventListener('click', () => this.go(index, step));
        return button;
      }));
      if (!tile) return;
      const whole = make('button', 'everything');
      whole.addEventListener('click', () => this.go(index, null));
      this.crumbs.prepend(whole);
    }

    go(index, tile) {
      this.zoom(index, tile);
      this.remember();
    }

    remember() {
      const zoomed = this.icicles[this.current].zoomed;
      history.pushState({picture: this.current, tile: zoomed ? zoomed.i : null}, '');
    }

    restore(state) {
      const {picture = 0, tile = null} = state ?? {};
      const icicle = this.icicles[picture];
      if (!icicle) return;
      icicle.zoomed = tile === null ? null : icicle.tiles[tile] ?? null;
      this.select(picture);
    }

    showSuspect(rank) {
      this.select(0);
      const icicle = this.icicles[0];
      const tile = icicle.tiles.find(one => one.text.split(' ').includes(`#${rank}`) &&
        one.svg.classList.contains('suspect'));
      if (!tile) return;
      this.go(0, icicle.parent(tile));
      this.section.scrollIntoView();
      icicle.focus(tile);
    }
  }
  for (const section of all('#picture')) new Pictures(section);

  // Tables.
  const rowsOnPage = 25;
  class DataTable {
    constructor(table) {
      this.table = table;
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows];
      this.shown = this.rows;
      this.page = 0;
      this.sort = {column: -1, isUp: false};
      all('thead th', table).forEach((head, i) => {
        const button = make('button', head.textContent);
        head.replaceChildren(button);
        head.setAttribute('aria-sort', 'none');
        button.addEventListener('click', () => this.sortBy(i));
      });
      this.heads = all('thead th', table);
      if (this.rows.length > 5) this.addControls();
      this.show();
    }

    addControls() {
      const bar = make('div', '', 'controls pager');
      const label = make('label', 'filter ');
      this.input = make('input');
      this.input.type = 'search';
      label.append(this.input);
      this.input.addEventListener('input', () => {
        const words = this.input.value.trim().toLowerCase();
        this.shown = this.rows.filter(row => row.textContent.toLowerCase().includes(words));
        this.page = 0;
        this.show();
      });
      this.status = make('span');
      this.status.setAttribute('role', 'status');
      this.buttons = [['previous', -1], ['next', 1]].map(([text, step]) => {
        const button = make('button', text);
        button.addEventListener('click', () => {
          this.page += step;
          this.show();
        });
        return button;
      });
      const whole = make('button', 'all rows');
      whole.setAttribute('aria-pressed', 'false');
      whole.addEventListener('click', () => {
        this.isWhole = !this.isWhole;
        whole.setAttribute('aria-pressed', String(this.isWhole));
        this.page = 0;
        this.show();
      });
      bar.append(label, this.status, ...this.buttons, whole);
      this.table.parentElement.before(bar);
      // Ctrl-F and a printer find every row.
      addEventListener('beforeprint', () => this.show(true));
      addEventListener('afterprint', () => this.show());
      addEventListener('keydown', event => {
        if ((event.ctrlKey || event.metaKey) && event.key === 'f' && !this.isWhole) whole.click();
      });
    }

    valueOf(row) {
      const cell = row.cells[this.sort.column];
      if (!cell) return '';
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    }

    sortBy(column) {
      const isNumber = this.rows.some(row => row.cells[column]?.dataset.v !== undefined);
      this.sort = this.sort.column === column
        ? {column, isUp: !this.sort.isUp} : {column, isUp: !isNumber};
      this.heads.forEach((head, i) => head.setAttribute('aria-sort',
        i !== column ? 'none' : this.sort.isUp ? 'ascending' : 'descending'));
      const sign = this.sort.isUp ? 1 : -1;
      const keys = new Map(this.rows.map(row => [row, this.valueOf(row)]));
      const compare = (a, b) => {
        const [x, y] = [keys.get(a), keys.get(b)];
        return typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === 'number' ? -1 : 1;
      };
      this.rows.sort((a, b) => sign * compare(a, b));
      const shown = new Set(this.shown);
      this.shown = this.rows.filter(row => shown.has(row));
      this.page = 0;
      this.show();
    }

    show(isWhole = this.isWhole) {
      const size = isWhole || !this.status ? this.shown.length : rowsOnPage;
      const last = Math.max(0, Math.ceil(this.shown.length / Math.max(size, 1)) - 1);
      this.page = Math.min(Math.max(this.page, 0), last);
      const start = this.page * size;
      this.body.replaceChildren(...this.shown.slice(start, start + size));
      if (!this.status) return;
      const end = Math.min(start + size, this.shown.length);
      this.status.textContent = this.shown.length === 0 ? 'no rows'
        : `${start + 1}–${end} of ${this.shown.length}`;
      this.buttons[0].disabled = this.page === 0;
      this.buttons[1].disabled = this.page === last;
    }
  }
  for (const table of all('table.data')) new DataTable(table);
})();
