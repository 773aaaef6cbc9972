// A bar with an interval and a mark, for one share. What it shows stands beside it in figures.
import { element } from './dom';

export interface Share {
  share: number;
  low?: number | undefined;
  high?: number | undefined;
  mark?: number | undefined;
}

const ends = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

// Where bars end, so that the largest fits; the former end stays for as long as it does, or bars would jump.
export function endOf(largest: number, former: number): number {
  const needed = ends.find((end) => end >= largest) ?? 1;
  return needed > former || needed < former / 3 ? needed : former;
}

export class Bar {
  readonly root: HTMLElement;
  private readonly fill = element('span', { class: 'fill' });
  private readonly interval = element('span', { class: 'interval' });
  private readonly mark = element('span', { class: 'mark' });

  constructor() {
    this.root = element('span', { class: 'bar', 'aria-hidden': 'true' }, this.fill, this.interval, this.mark);
  }

  show({ share, low, high, mark }: Share, end: number): void {
    const at = (value: number): string => `${Math.min(100, Math.max(0, (100 * value) / end)).toFixed(2)}%`;
    this.fill.style.width = at(share);
    this.interval.hidden = low === undefined || high === undefined;
    if (low !== undefined && high !== undefined) {
      this.interval.style.left = at(low);
      this.interval.style.width = at(high - low);
    }

    this.mark.hidden = mark === undefined;
    if (mark !== undefined) {
      this.mark.style.left = at(mark);
    }
  }
}
