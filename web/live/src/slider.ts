// A slider with its value in words, for eyes and for screen readers.
import { element, say } from './dom';
import { Settled } from './settled';

export class Slider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  // The slider says its value itself: nothing is read out twice.
  private readonly output = element('span', { class: 'value', 'aria-hidden': 'true' });
  private readonly settled: Settled;

  constructor(
    title: string,
    least: number,
    most: number,
    change: (value: number) => void,
    private readonly write: (value: number) => string = String,
  ) {
    const id = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    this.input = element('input', { type: 'range', id, min: `${least}`, max: `${most}`, step: '1' });
    this.root = element('p', {}, element('label', { for: id }, title), ' ', this.output, this.input);
    this.input.addEventListener('input', () => this.put(this.write(this.input.valueAsNumber)));
    this.settled = new Settled(this.input, () => change(this.input.valueAsNumber));
  }

  show(value: number, text = this.write(value)): void {
    if (!this.settled.isMoving) {
      this.input.value = `${value}`;
      this.put(text);
    }
  }

  private put(text: string): void {
    if (this.output.textContent !== text) {
      this.input.setAttribute('aria-valuetext', text);
      say(this.output, text);
    }
  }
}
