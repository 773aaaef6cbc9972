// A table with more rows than a browser should draw: one page of them at a time.
import { type Child, element, say, type Table } from './dom';
import { count } from './format';

export interface Row {
  key: string;
  cells: Child[];
}

const length = 100;

export class Pages {
  readonly root: HTMLElement;
  private readonly where = element('span', { class: 'meaning' });
  private readonly first = this.button('First', () => 0);
  private readonly former = this.button('Previous', () => this.from - length);
  private readonly next = this.button('Next', () => this.from + length);
  private readonly last = this.button('Last', () => this.lastPage(this.rows));
  private readonly controls: HTMLElement;
  private from = 0;
  private rows = 0;
  private at: (place: number) => Row = () => ({ key: '', cells: [] });
  private turned = false;

  constructor(
    private readonly table: Table,
    private readonly newest: 'first' | 'last',
  ) {
    this.controls = element('p', { class: 'buttons' }, this.first, this.former, this.next, this.last, this.where);
    this.root = element('div', {}, table.root, this.controls);
  }

  // The row that matters most is shown until a person turns a page; then what the person reads stays where it is.
  show(rows: number, at: (place: number) => Row, followed = 0): void {
    const added = this.newest === 'first' && this.from > 0 ? Math.max(0, rows - this.rows) : 0;
    this.from = this.turned ? Math.min(this.from + added, this.lastPage(rows)) : Math.floor(followed / length) * length;
    this.rows = rows;
    this.at = at;
    this.draw();
  }

  private lastPage(rows: number): number {
    return Math.max(0, Math.floor((rows - 1) / length) * length);
  }

  private draw(): void {
    const to = Math.min(this.rows, this.from + length);
    this.table.show(Array.from({ length: to - this.from }, (_, place) => this.at(this.from + place)));
    this.controls.hidden = this.rows <= length;
    say(this.where, `Rows ${count(this.from + 1)} to ${count(to)} of ${count(this.rows)}`);
    this.first.disabled = this.former.disabled = this.from === 0;
    this.next.disabled = this.last.disabled = to === this.rows;
  }

  private button(text: string, from: () => number): HTMLButtonElement {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', () => {
      this.turned = true;
      this.from = Math.max(0, from());
      this.draw();
    });
    return made;
  }
}
