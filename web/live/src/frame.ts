// The frame of a chart: three heights with their numbers, and where the horizontal axis begins and ends.
import { decimals } from './format';

const space = 'http://www.w3.org/2000/svg';
const width = 640;
const height = 200;
const left = 64;
const bottom = 30;
const top = 12;

// What is drawn, from the least to the most.
export interface Extent {
  first: number;
  last: number;
  low: number;
  high: number;
}

export interface Scale {
  x(place: number): number;
  y(value: number): number;
}

export function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(space, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }

  return made;
}

export class Frame {
  readonly root = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'chart' });
  private readonly paths = new Map<string, SVGElement>();
  private readonly labels = [0, 1, 2].map(() => shape('text', { class: 'tick', x: `${left - 6}`, 'text-anchor': 'end', dy: '0.32em' }));
  private readonly lines = [0, 1, 2].map(() => shape('line', { class: 'rule', x1: `${left}`, x2: `${width}` }));
  private readonly from = shape('text', { class: 'tick', x: `${left}`, y: `${height - 6}` });
  private readonly to = shape('text', { class: 'tick', x: `${width}`, y: `${height - 6}`, 'text-anchor': 'end' });

  constructor(private readonly unit: string) {
    this.root.append(...this.lines, ...this.labels, this.from, this.to);
  }

  scale({ first, last, low, high }: Extent): Scale {
    const wide = Math.max(last - first, 1);
    const scale = {
      x: (place: number): number => left + ((width - left) * (place - first)) / wide,
      y: (value: number): number => top + ((height - top - bottom) * (high - value)) / (high - low),
    };
    this.showTicks(low, high, scale);
    this.from.textContent = `${this.unit} ${first}`;
    this.to.textContent = `${this.unit} ${last}`;
    return scale;
  }

  // The name is the class of the path, which says how it is drawn.
  path(name: string): SVGElement {
    const known = this.paths.get(name) ?? shape('path', { class: name });
    if (!this.paths.has(name)) {
      this.paths.set(name, known);
      this.root.append(known);
    }

    return known;
  }

  private showTicks(low: number, high: number, { y }: Scale): void {
    const write = decimals(high - low);
    [low, (low + high) / 2, high].forEach((value, place) => {
      const at = y(value).toFixed(1);
      this.labels[place]!.setAttribute('y', at);
      this.labels[place]!.textContent = write(value);
      this.lines[place]!.setAttribute('y1', at);
      this.lines[place]!.setAttribute('y2', at);
    });
  }
}

export function extremes(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }

  return [low, high];
}
