// A line chart by steps. The numbers stand beside it; nothing is in the picture alone.
import { extremes, Frame } from './frame';

// The name is the line's class, which says how it is drawn.
export interface Line {
  name: string;
  at(place: number): number;
}

export class Chart {
  private readonly frame = new Frame('step');
  readonly root = this.frame.root;

  show(steps: number[], lines: Line[], label: string): void {
    this.root.setAttribute('aria-label', label);
    if (steps.length === 0) {
      return;
    }

    const [least, most] = extremes(lines.flatMap((line) => steps.map((_, place) => line.at(place))).filter(Number.isFinite));
    const low = Math.min(0, least);
    const high = Math.max(0, most) || (low === 0 ? 1 : 0);
    const { x, y } = this.frame.scale({ first: steps[0]!, last: steps.at(-1)!, low, high });
    for (const line of lines) {
      const points = steps.flatMap((step, place) => (Number.isFinite(line.at(place)) ? [`${x(step).toFixed(1)} ${y(line.at(place)).toFixed(1)}`] : []));
      this.frame.path(line.name).setAttribute('d', points.length > 0 ? `M${points.join('L')}` : '');
    }
  }
}
