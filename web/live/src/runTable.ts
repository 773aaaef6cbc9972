// The table of runs: sorted by a click on the head of a column, two rows at most chosen. Narrow, each row is a card.
import { type Child, element, say } from './dom';
import { count, duration, time } from './format';
import { reportLink } from './report';
import type { ListedRun } from './runApi';
import { gapWord, largestGain, measured, stateWord, stopped, subsamples } from './runWords';

interface Column {
  name: string;
  number?: boolean;
  long?: boolean;
  cell(run: ListedRun): Child[];
  // What rows are sorted by; what is not known comes last, either way.
  key?(run: ListedRun): string | number | undefined;
}

const pageLength = 100;
const most = 2;

const columns: Column[] = [
  { name: 'run', cell: named, key: (run) => run.name.toLowerCase() },
  { name: 'state', cell: (run) => [stateWord(run.state)], key: (run) => stateWord(run.state) },
  { name: 'game', long: true, cell: (run) => [run.game ?? ''], key: (run) => run.game?.toLowerCase() },
  { name: 'kind', cell: (run) => [run.kind], key: (run) => run.kind },
  { name: 'n', number: true, cell: (run) => [run.agents === undefined ? '' : count(run.agents)], key: (run) => run.agents },
  { name: 'k', number: true, cell: (run) => [subsamples(run)], key: (run) => run.k[0] },
  { name: 'return', number: true, cell: (run) => [run.deployed ? measured(run.deployed) : ''], key: (run) => run.deployed?.mean },
  { name: 'gap', number: true, cell: (run) => [gapWord(run)], key: (run) => run.certificate?.high ?? largestGain(run) },
  { name: 'stopped', cell: (run) => [stopped(run)], key: stopped },
  { name: 'written', cell: (run) => [time(run.written)], key: (run) => run.written },
  { name: 'time taken', number: true, cell: (run) => [run.seconds === undefined ? '' : duration(run.seconds)], key: (run) => run.seconds },
  { name: 'report', cell: (run) => (run.report ? [reportLink(run)] : []) },
];

function named(run: ListedRun): Child[] {
  return run.found === undefined ? [run.name] : [run.name, element('span', { class: 'found' }, run.found)];
}

function classOf({ number, long }: Column): Record<string, string> {
  return number ? { class: 'number' } : long ? { class: 'long' } : {};
}

export class RunTable {
  readonly root: HTMLElement;
  readonly chosen: string[] = [];
  private readonly body = element('tbody', { role: 'rowgroup' });
  private readonly heads: HTMLTableCellElement[];
  private readonly all = element('button', { type: 'button' });
  private readonly rows = new Map<string, { text: string; row: HTMLTableRowElement }>();
  private runs: ListedRun[] = [];
  private length = pageLength;
  private sorted = columns.findIndex((column) => column.name === 'written');
  private descending = true;

  constructor(private readonly onChoice: (released: string | undefined) => void) {
    this.heads = columns.map((column, place) => this.head(column, place));
    const choice = element('th', { scope: 'col', role: 'columnheader' }, 'compare');
    const table = element(
      'table',
      { role: 'table', class: 'stack runs' },
      element('caption', { class: 'hidden' }, 'Runs and sweeps'),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, choice, ...this.heads)),
      this.body,
    );
    this.all.addEventListener('click', () => {
      this.length = Infinity;
      this.draw();
    });
    this.root = element('div', {}, table, element('p', {}, this.all));
  }

  show(runs: ListedRun[]): void {
    this.runs = runs;
    this.draw();
  }

  // Runs that are gone, or can no longer be compared, are chosen no longer.
  keep(all: ListedRun[]): void {
    const there = new Map(all.map((run) => [run.id, run]));
    for (const id of [...this.rows.keys()].filter((id) => !there.has(id))) {
      this.rows.delete(id);
    }

    const kept = this.chosen.filter((id) => there.has(id) && comparable(there.get(id)!));
    if (kept.length < this.chosen.length) {
      this.chosen.splice(0, Infinity, ...kept);
      this.onChoice(undefined);
    }
  }

  // The order is by one column; equal rows stay in the order of the list, the latest first.
  private draw(): void {
    const { key } = columns[this.sorted]!;
    const sign = this.descending ? -1 : 1;
    const keys = new Map(this.runs.map((run) => [run, key!(run)]));
    const ordered = [...this.runs].sort((one, other) => compare(keys.get(one), keys.get(other), sign));
    const shown = ordered.slice(0, this.length);
    const focus = focusIn(this.body);
    this.body.replaceChildren(...shown.map((run) => this.rowOf(run)));
    this.giveBack(focus);

    this.all.hidden = shown.length === ordered.length;
    say(this.all, `Show all ${count(ordered.length)}`);
    this.heads.forEach((head, place) => this.mark(head, place));
  }

  // The row of a run that changed is a new one: the focus goes to the same place in it.
  private giveBack(focus: Focus | undefined): void {
    const row = focus && this.rows.get(focus.id)?.row;
    if (row?.isConnected) {
      reachable(row)[focus!.place]?.focus({ preventScroll: true });
    }
  }

  private mark(head: HTMLTableCellElement, place: number): void {
    if (place === this.sorted) {
      head.setAttribute('aria-sort', this.descending ? 'descending' : 'ascending');
    } else {
      head.removeAttribute('aria-sort');
    }
  }

  private head(column: Column, place: number): HTMLTableCellElement {
    const head = element('th', { scope: 'col', role: 'columnheader', ...classOf(column) });
    if (column.key === undefined) {
      head.append(column.name);
      return head;
    }

    const button = element('button', { type: 'button' }, column.name);
    button.addEventListener('click', () => {
      this.descending = this.sorted === place && !this.descending;
      this.sorted = place;
      this.draw();
    });
    head.append(button);
    return head;
  }

  // A row whose run did not change stays, with the focus that may be in it.
  private rowOf(run: ListedRun): HTMLTableRowElement {
    const text = JSON.stringify(run);
    const known = this.rows.get(run.id);
    if (known?.text === text) {
      return known.row;
    }

    const cells = columns.map((column, place) =>
      place === 0
        ? element('th', { scope: 'row', role: 'rowheader' }, ...column.cell(run))
        : element('td', { role: 'cell', 'data-label': column.name, ...classOf(column) }, ...column.cell(run)),
    );
    const row = element('tr', { role: 'row', 'data-state': run.state, 'data-id': run.id }, this.choiceOf(run), ...cells);
    this.rows.set(run.id, { text, row });
    return row;
  }

  private choiceOf(run: ListedRun): HTMLTableCellElement {
    if (!comparable(run)) {
      return element('td', { role: 'cell' });
    }

    const box = element('input', { type: 'checkbox', 'aria-label': `Compare ${run.name}` });
    box.checked = this.chosen.includes(run.id);
    box.addEventListener('change', () => this.choose(run.id, box.checked));
    return element('td', { role: 'cell', 'data-label': 'compare' }, box);
  }

  // A third choice releases the first.
  private choose(id: string, isChosen: boolean): void {
    if (!isChosen) {
      this.chosen.splice(this.chosen.indexOf(id), 1);
      this.onChoice(undefined);
      return;
    }

    this.chosen.push(id);
    const released = this.chosen.length > most ? this.chosen.shift() : undefined;
    const box = released === undefined ? null : this.rows.get(released)?.row.querySelector('input');
    if (box) {
      box.checked = false;
    }

    this.onChoice(released);
  }
}

interface Focus {
  id: string;
  place: number;
}

function reachable(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a, button, input')];
}

function focusIn(body: HTMLElement): Focus | undefined {
  const row = document.activeElement?.closest<HTMLElement>('tr[data-id]');
  return row && body.contains(row) ? { id: row.dataset.id!, place: reachable(row).indexOf(document.activeElement as HTMLElement) } : undefined;
}

function comparable(run: ListedRun): boolean {
  return run.kind !== 'sweep' && run.state !== 'damaged' && run.state !== 'other-version';
}

function compare(one: string | number | undefined, other: string | number | undefined, sign: number): number {
  if (one === undefined || one === '' || other === undefined || other === '') {
    return Number(one === undefined || one === '') - Number(other === undefined || other === '');
  }

  return sign * (typeof one === 'number' && typeof other === 'number' ? one - other : `${one}`.localeCompare(`${other}`, 'en', { numeric: true }));
}
