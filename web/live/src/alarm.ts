// The test of the model. Its figures follow every step; what a screen reader reads out changes only when the alarm begins or ends.
import type { Step } from './api';
import { element, say } from './dom';

function quiet(test: Step['test']): string {
  return test ? 'Observations are as the belief foretold.' : 'Whether observations are as the belief foretold is not known in this step.';
}

function figures({ score, level, window }: NonNullable<Step['test']>): string {
  const written = score === null ? 'not finite' : score.toFixed(1).replace('-', '\u2212');
  const of = `squared distances of about ${window} observations from the belief, each over its expected size`;
  return `Test: ${of}; standard score ${written}, alarm above ${level}.`;
}

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

  // An alarm that comes and goes is one alarm: it ends when as many steps as the test looks at were quiet. Of a step whose reasons are
  // lost nobody knows whether it was.
  note({ step, test, reasonsLost }: Step): void {
    this.lastAlarm = test?.alarm || (reasonsLost && this.raised) ? step : this.lastAlarm;
    this.raised = reasonsLost ? this.raised : test !== undefined && step - this.lastAlarm < test.window;
  }

  show({ test, reasonsLost }: Step): void {
    this.root.hidden = test === undefined && !reasonsLost;
    this.word.classList.toggle('raised', this.raised);
    say(this.word, this.raised ? 'Alarm: observations are far from what the belief foretold.' : quiet(test));
    say(this.figures, test ? figures(test) : 'The test of this step is not known any more.');
  }
}
