// The discounted return of the steps that the page has seen, and what the forecast says of as many steps.
import type { Step } from './api';

export interface Point {
  step: number;
  sofar: number;
  forecast: number | undefined;
}

const most = 4000;

export class Returns {
  points: Point[] = [];
  first = 0;
  private factor = 1;
  private sum = 0;

  constructor(
    private readonly discount: number,
    private readonly value: number | undefined,
  ) {}

  get latest(): Point | undefined {
    return this.points.at(-1);
  }

  add(step: Step): void {
    if (step.reward === undefined) {
      return;
    }

    if (this.latest === undefined || step.step !== this.latest.step + 1) {
      this.begin(step.step);
    }

    this.sum += this.factor * step.reward;
    this.factor *= this.discount;
    const forecast = this.value === undefined ? undefined : this.value * (1 - this.factor);
    this.points.push({ step: step.step, sofar: this.sum, forecast });
    if (this.points.length > most) {
      this.points = this.points.filter((_, place) => place % 2 === 1);
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
