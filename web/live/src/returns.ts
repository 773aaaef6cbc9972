// The discounted return of the steps that the page has seen, and what the forecast says of as many steps.
import type { Step } from './api';

export interface Point {
  step: number;
  sofar: number;
  forecast: number | undefined;
}

// More than a chart has room for.
const most = 1000;

export class Returns {
  points: Point[] = [];
  first = 0;
  private factor = 1;
  private sum = 0;
  private last = -1;

  constructor(
    private readonly discount: number,
    private readonly value: number | undefined,
  ) {}

  get latest(): Point | undefined {
    return this.points.at(-1);
  }

  add(step: Step): void {
    // A step of which nothing was observed earns nobody knows what; those after it count less all the same.
    if (step.reward === undefined) {
      if (step.step === this.last + 1 && this.latest !== undefined) {
        this.factor *= this.discount;
        this.last = step.step;
      }

      return;
    }

    if (this.latest === undefined || step.step !== this.last + 1) {
      this.begin(step.step);
    }

    this.last = step.step;
    this.sum += this.factor * step.reward;
    this.factor *= this.discount;
    const forecast = this.value === undefined ? undefined : this.value * (1 - this.factor);
    this.points.push({ step: step.step, sofar: this.sum, forecast });
    if (this.points.length > most) {
      // The latest one stays.
      this.points = this.points.filter((_, place, all) => (all.length - 1 - place) % 2 === 0);
    }
  }

  // Steps that the page missed are no part of the sum.
  private begin(step: number): void {
    this.points = [];
    this.first = step;
    this.factor = 1;
    this.sum = 0;
  }
}
