// A chart of points, with a line through some of them. Where points would cover each other one is drawn.
import { extremes, Frame, type Scale } from './frame';

export interface Point {
  x: number;
  y: number;
}

// The name is the group's class, which says how it is drawn.
export interface Group {
  name: string;
  points: Point[];
}

const spacing = 3;

// The part of the height that stays free above and below.
const margin = 0.05;

export class PointChart {
  private readonly frame: Frame;
  readonly root: SVGElement;

  constructor(unit: string) {
    this.frame = new Frame(unit);
    this.root = this.frame.root;
  }

  show(line: Group, groups: Group[], label: string): void {
    this.root.setAttribute('aria-label', label);
    const all = [line, ...groups].flatMap((group) => group.points);
    if (all.length === 0) {
      return;
    }

    const [first, last] = extremes(all.map((point) => point.x));
    const [least, most] = extremes(all.map((point) => point.y));
    const free = margin * (most - least || Math.abs(most) || 1);
    const scale = this.frame.scale({ first, last, low: least - free, high: most + free });
    for (const group of groups) {
      this.frame.path(`points ${group.name}`).setAttribute('d', thinned(group.points, scale).map(([x, y]) => `M${x} ${y}h0`).join(''));
    }

    const corners = thinned(line.points, scale).map(([x, y]) => `${x} ${y}`);
    this.frame.path(line.name).setAttribute('d', corners.length > 0 ? `M${corners.join('L')}` : '');
  }
}

// One point for each small square of the picture, in the order in which they come.
function thinned(points: Point[], { x, y }: Scale): [string, string][] {
  const shown = new Map<string, [string, string]>();
  for (const point of points) {
    const [across, down] = [x(point.x), y(point.y)];
    shown.set(`${Math.round(across / spacing)} ${Math.round(down / spacing)}`, [across.toFixed(1), down.toFixed(1)]);
  }

  return [...shown.values()];
}
