// A line chart of the return so far beside the forecast. The numbers stand below it; nothing is in the picture alone.
import { decimals } from './format';
import type { Point } from './returns';

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
  private readonly sofar = shape('path', { class: 'sofar' });
  private readonly forecast = shape('path', { class: 'forecast' });
  private readonly labels = [0, 1, 2].map(() => shape('text', { class: 'tick', x: `${left - 6}`, 'text-anchor': 'end', dy: '0.32em' }));
  private readonly lines = [0, 1, 2].map(() => shape('line', { class: 'rule', x1: `${left}`, x2: `${width}` }));
  private readonly from = shape('text', { class: 'tick', x: `${left}`, y: `${height - 6}` });
  private readonly to = shape('text', { class: 'tick', x: `${width}`, y: `${height - 6}`, 'text-anchor': 'end' });

  constructor() {
    this.root.append(...this.lines, ...this.labels, this.forecast, this.sofar, this.from, this.to);
  }

  show(points: Point[], label: string): void {
    this.root.setAttribute('aria-label', label);
    if (points.length === 0) {
      return;
    }

    const values = points.flatMap(({ sofar, forecast }) => (forecast === undefined ? [sofar] : [sofar, forecast]));
    const low = Math.min(0, ...extremes(values));
    const high = Math.max(0, ...extremes(values)) || 1;
    const first = points[0]!.step;
    const last = Math.max(points.at(-1)!.step, first + 1);
    const x = (step: number): number => left + ((width - left) * (step - first)) / (last - first);
    const y = (value: number): number => top + ((height - top - bottom) * (high - value)) / (high - low);
    const path = (of: (point: Point) => number): string =>
      points.map((point, place) => `${place === 0 ? 'M' : 'L'}${x(point.step).toFixed(1)} ${y(of(point)).toFixed(1)}`).join('');
    this.sofar.setAttribute('d', path((point) => point.sofar));
    this.forecast.setAttribute('d', points[0]!.forecast === undefined ? '' : path((point) => point.forecast!));
    this.showTicks(low, high, y);
    this.from.textContent = `step ${first}`;
    this.to.textContent = `step ${points.at(-1)!.step}`;
  }

  private showTicks(low: number, high: number, y: (value: number) => number): void {
    const write = decimals(low, high);
    [low, (low + high) / 2, high].forEach((value, place) => {
      const at = y(value).toFixed(1);
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
