// What was decided, and why: the values of the actions and the margin to the runner-up.
import type { Policy, Step } from './api';
import { Bar } from './bars';
import { element, type Row, say } from './dom';
import { decimals } from './format';
import { LongTable } from './long-table';

interface Ranked {
  action: number;
  value: number;
}

export class DecisionView {
  readonly root: HTMLElement;
  private readonly action = element('p', { class: 'decision' });
  private readonly reason = element('p', { class: 'meaning' });
  private readonly values: LongTable;
  private readonly bars = new Map<number, Bar>();

  constructor(private readonly policy: Policy) {
    this.values = new LongTable('Value of each action by the plan', 'actions', [
      { name: 'action' },
      { name: 'value', number: true },
      { name: 'below the best', number: true },
      { name: 'among all actions' },
    ]);
    this.root = element('section', {}, element('h2', {}, 'Decision'), this.action, this.reason, this.values.root);
  }

  show(step: Step): void {
    const state = typeof step.globalState === 'number' ? (this.policy.globalStates?.[step.globalState] ?? `${step.globalState}`) : step.globalState.join(', ');
    say(this.action, `Step ${step.step}: ${this.policy.globalActions[step.action] ?? step.action}`);
    const ranked = rank(step);
    this.values.root.hidden = ranked.length === 0;
    say(this.reason, `The global state is ${state}. ${this.why(step, ranked)}`);
    this.showValues(ranked, step.action);
  }

  private why(step: Step, ranked: Ranked[]): string {
    if (step.values === undefined) {
      return step.reasonsLost ? 'The reasons of this step are not known any more.' : 'This dispatcher knows actions, not their values.';
    }

    const chosen = step.values[step.action];
    if (chosen === null || chosen === undefined) {
      return 'The plan gives this action no value here.';
    }

    const runnerUp = ranked.find(({ action }) => action !== step.action);
    if (runnerUp === undefined) {
      return 'No other action has a value here.';
    }

    const write = decimals(chosen - runnerUp.value);
    const other = this.policy.globalActions[runnerUp.action];
    return chosen < runnerUp.value
      ? `${other} has the higher value, by ${write(runnerUp.value - chosen)}.`
      : `Margin to the runner-up, ${other}: ${write(chosen - runnerUp.value)}.`;
  }

  private showValues(ranked: Ranked[], chosen: number): void {
    const best = ranked[0]?.value ?? 0;
    const worst = ranked.at(-1)?.value ?? 0;
    const write = decimals(best - worst || best);
    const values = new Map(ranked.map(({ action, value }) => [action, value]));
    const row = (action: number): Row => {
      const value = values.get(action)!;
      const bar = this.barOf(action);
      bar.show({ share: best > worst ? 0.1 + (0.9 * (value - worst)) / (best - worst) : 1 }, 1);
      return { key: `${action}`, cells: [this.policy.globalActions[action] ?? `${action}`, write(value), write(best - value), bar.root] };
    };
    this.values.show(ranked.map(({ action }) => action), row, chosen);
  }

  private barOf(action: number): Bar {
    const bar = this.bars.get(action) ?? new Bar();
    this.bars.set(action, bar);
    return bar;
  }
}

function rank(step: Step): Ranked[] {
  const known = (step.values ?? []).flatMap((value, action) => (value === null ? [] : [{ action, value }]));
  return known.sort((one, other) => other.value - one.value || one.action - other.action);
}
