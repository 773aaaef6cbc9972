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
  private readonly former = this.button('Former', () => this.page - 1);
  private readonly next = this.button('Next', () => this.page + 1);
  private readonly last = this.button('Last', () => this.most);
  private readonly controls: HTMLElement;
  private page = 0;
  private rows = 0;
  private at: (place: number) => Row = () => ({ key: '', cells: [] });

  // A person who turned a page stays there.
  private turned = false;

  constructor(private readonly table: Table) {
    this.controls = element('p', { class: 'buttons' }, this.first, this.former, this.next, this.last, this.where);
    this.root = element('div', {}, table.root, this.controls);
  }

  private get most(): number {
    return Math.max(0, Math.ceil(this.rows / length) - 1);
  }

  // The row that matters most is shown until a person turns a page.
  show(rows: number, at: (place: number) => Row, followed = 0): void {
    this.rows = rows;
    this.at = at;
    this.page = Math.min(this.turned ? this.page : Math.floor(followed / length), this.most);
    this.draw();
  }

  private draw(): void {
    const from = this.page * length;
    const to = Math.min(this.rows, from + length);
    this.table.show(Array.from({ length: to - from }, (_, place) => this.at(from + place)));
    this.controls.hidden = this.most === 0;
    say(this.where, `Rows ${count(from + 1)} to ${count(to)} of ${count(this.rows)}`);
    this.first.disabled = this.former.disabled = this.page === 0;
    this.next.disabled = this.last.disabled = this.page === this.most;
  }

  private button(text: string, page: () => number): HTMLButtonElement {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', () => {
      this.turned = true;
      this.page = page();
      this.draw();
    });
    return made;
  }
}
