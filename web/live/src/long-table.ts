// A table of the rows that matter most. Where there are many more, those are in a second one that opens; it costs nothing while closed.
import { type Column, element, type Row, say, Table } from './dom';
import { count } from './format';

const most = 20;

// Places by what they weigh, the largest first.
export function ranked(weights: number[]): number[] {
  return weights.map((_, place) => place).sort((one, other) => weights[other]! - weights[one]! || one - other);
}

export class LongTable {
  readonly root = element('div');
  private readonly first: Table;
  private readonly rest: Table;
  private readonly others: HTMLDetailsElement;
  private readonly summary = element('summary');
  private last: () => void = () => undefined;

  constructor(
    caption: string,
    private readonly noun: string,
    columns: Column[],
  ) {
    this.first = new Table(caption, columns);
    this.rest = new Table(`${caption}: the others`, columns);
    this.others = element('details', {}, this.summary, this.rest.root);
    this.others.addEventListener('toggle', () => this.last());
    this.root.append(this.first.root, this.others);
  }

  // Places in the order in which they matter, and one that is shown in any case. Each table has its own in their natural order.
  show(ranked: number[], row: (place: number) => Row, always?: number): void {
    const isFirst = (place: number, rank: number): boolean => ranked.length <= most + 1 || rank < most || place === always;
    const byPlace = (one: number, other: number): number => one - other;
    const others = ranked.filter((place, rank) => !isFirst(place, rank)).sort(byPlace);
    this.first.show(ranked.filter(isFirst).sort(byPlace).map(row));
    this.others.hidden = others.length === 0;
    say(this.summary, `The other ${count(others.length)} ${this.noun}`);
    this.last = () => this.rest.show(this.others.open ? others.map(row) : []);
    this.last();
  }
}
