// A line chart by steps. The numbers stand beside it; nothing is in the picture alone.
import { decimals } from './format';

// The name is the line's class, which says how it is drawn.
export interface Line {
  name: string;
  at(place: number): number;
}

const space = 'http://www.w3.org/2000/svg';
const width = 640;
const height = 200;
const left = 64;
const bottom = 30;
const top = 12;

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(space, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }

  return made;
}

export class Chart {
  readonly root = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'chart' });
  private readonly paths = new Map<string, SVGElement>();
  private readonly labels = [0, 1, 2].map(() => shape('text', { class: 'tick', x: `${left - 6}`, 'text-anchor': 'end', dy: '0.32em' }));
  private readonly lines = [0, 1, 2].map(() => shape('line', { class: 'rule', x1: `${left}`, x2: `${width}` }));
  private readonly from = shape('text', { class: 'tick', x: `${left}`, y: `${height - 6}` });
  private readonly to = shape('text', { class: 'tick', x: `${width}`, y: `${height - 6}`, 'text-anchor': 'end' });

  constructor() {
    this.root.append(...this.lines, ...this.labels, this.from, this.to);
  }

  show(steps: number[], lines: Line[], label: string): void {
    this.root.setAttribute('aria-label', label);
    if (steps.length === 0) {
      return;
    }

    const [least, most] = extremes(lines.flatMap((line) => steps.map((_, place) => line.at(place))).filter(Number.isFinite));
    const low = Math.min(0, least);
    const high = Math.max(0, most) || (low === 0 ? 1 : 0);
    const first = steps[0]!;
    const last = Math.max(steps.at(-1)!, first + 1);
    const x = (step: number): string => (left + ((width - left) * (step - first)) / (last - first)).toFixed(1);
    const y = (value: number): string => (top + ((height - top - bottom) * (high - value)) / (high - low)).toFixed(1);
    for (const line of lines) {
      const points = steps.flatMap((step, place) => (Number.isFinite(line.at(place)) ? [`${x(step)} ${y(line.at(place))}`] : []));
      this.pathOf(line.name).setAttribute('d', points.length > 0 ? `M${points.join('L')}` : '');
    }

    this.showTicks(low, high, y);
    this.from.textContent = `step ${first}`;
    this.to.textContent = `step ${steps.at(-1)!}`;
  }

  private pathOf(name: string): SVGElement {
    const known = this.paths.get(name) ?? shape('path', { class: name });
    if (!this.paths.has(name)) {
      this.paths.set(name, known);
      this.root.append(known);
    }

    return known;
  }

  private showTicks(low: number, high: number, y: (value: number) => string): void {
    const write = decimals(low, high);
    [low, (low + high) / 2, high].forEach((value, place) => {
      const at = y(value);
      this.labels[place]!.setAttribute('y', at);
      this.labels[place]!.textContent = write(value);
      this.lines[place]!.setAttribute('y1', at);
      this.lines[place]!.setAttribute('y2', at);
    });
  }
}

function extremes(values: number[]): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}
