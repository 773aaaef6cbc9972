// The test of the model. Its figures follow every step; what a screen reader reads out changes only when the alarm begins or ends.
import type { Step } from './api';
import { element, say } from './dom';

export class AlarmView {
  readonly root: HTMLElement;
  private readonly word = element('p', { role: 'status', class: 'alarm' });
  private readonly figures = element('p', { class: 'meaning' });
  private lastAlarm = -Infinity;
  private raised = false;

  constructor() {
    this.root = element('section', { 'aria-label': 'Test of the model' }, this.word, this.figures);
    this.root.hidden = true;
  }

  // An alarm that comes and goes is one alarm: it ends when as many steps as the test looks at were quiet.
  note({ step, test }: Step): void {
    this.lastAlarm = test?.alarm ? step : this.lastAlarm;
    this.raised = test !== undefined && step - this.lastAlarm < test.window;
  }

  show(step: Step): void {
    this.root.hidden = step.test === undefined;
    if (step.test === undefined) {
      return;
    }

    const { score, level, window } = step.test;
    this.word.classList.toggle('raised', this.raised);
    say(this.word, this.raised ? 'Alarm: observations are far from what the belief foretold.' : 'Observations are as the belief foretold.');
    say(
      this.figures,
      `Test: squared distances of about ${window} observations from the belief, each over its expected size; standard score ${score
        .toFixed(1)
        .replace('-', '\u2212')}, alarm above ${level}.`,
    );
  }
}
