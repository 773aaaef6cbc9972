// Tables whose rows become cards where there is no room.
import { element } from './dom';

export class StackTable {
  readonly root: HTMLElement;
  private readonly body = element('tbody', { role: 'rowgroup' });

  constructor(
    caption: string,
    private readonly heads: string[],
  ) {
    const row = element('tr', { role: 'row' }, ...heads.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)));
    this.root = element(
      'table',
      { role: 'table', class: 'stack' },
      element('caption', { class: 'shown' }, caption),
      element('thead', { role: 'rowgroup' }, row),
      this.body,
    );
  }

  fill(rows: string[][]): void {
    this.body.replaceChildren(
      ...rows.map((row) =>
        element(
          'tr',
          { role: 'row' },
          ...row.map((cell, place) =>
            place === 0
              ? element('th', { scope: 'row', role: 'rowheader', 'data-label': this.heads[0]! }, cell)
              : element('td', { role: 'cell', 'data-label': this.heads[place]! }, cell),
          ),
        ),
      ),
    );
  }
}

export const sideBySide = (caption: string): StackTable => new StackTable(caption, ['figure', 'A', 'B', 'B less A']);
