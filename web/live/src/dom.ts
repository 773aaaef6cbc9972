// Elements by name, attributes and children. Text is never parsed as HTML.
export type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }

  made.append(...children);
  return made;
}

// The heading of a view, which also names the tab.
export function heading(text: string): HTMLHeadingElement {
  document.title = `Antiphon: ${text}`;
  return element('h1', {}, text);
}

// Sets a text where it differs, so that nothing is laid out or read out without a reason.
export function say(target: Node, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function button(text: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', press);
  return made;
}

export interface Row {
  key: string;
  cells: Child[];
}

export interface Column {
  name: string;
  number?: boolean;
}

export class Table {
  readonly root: HTMLElement;
  private readonly body = element('tbody');
  private readonly rows = new Map<string, HTMLTableRowElement>();

  constructor(
    caption: string,
    private readonly columns: Column[],
  ) {
    const heads = columns.map((column) => element('th', { scope: 'col', ...classOf(column) }, column.name));
    const table = element('table', {}, element('caption', { class: 'shown' }, caption), element('thead', {}, element('tr', {}, ...heads)), this.body);
    this.root = element('div', { class: 'table', tabindex: '0', role: 'group', 'aria-label': caption }, table);
  }

  // Rows that stay are kept as they are, with the focus that may be in them.
  show(rows: Row[]): void {
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        row.remove();
        this.rows.delete(key);
      }
    }

    rows.forEach((row, place) => {
      const shown = this.rows.get(row.key) ?? this.add(row.key);
      row.cells.forEach((cell, column) => fill(shown.cells[column]!, cell));
      if (this.body.rows[place] !== shown) {
        this.body.insertBefore(shown, this.body.rows[place] ?? null);
      }
    });
  }

  private add(key: string): HTMLTableRowElement {
    // On a telephone each cell stands behind its heading.
    const cells = this.columns.map((column, place) =>
      place === 0
        ? element('th', { scope: 'row', 'data-label': column.name })
        : element('td', { 'data-label': column.name, ...classOf(column) }),
    );
    const row = element('tr', {}, ...cells);
    this.rows.set(key, row);
    return row;
  }
}

function classOf(column: Column): Record<string, string> {
  return column.number ? { class: 'number' } : {};
}

function fill(cell: HTMLElement, child: Child): void {
  if (typeof child === 'string') {
    say(cell, child);
  } else if (cell.firstChild !== child && !(cell.firstChild?.isEqualNode(child) ?? false)) {
    cell.replaceChildren(child);
  }
}
