// What was decided, and why: the values of the actions and the margin to the runner-up.
import type { Policy, Step } from './api';
import { Bar } from './bars';
import { element, say, Table } from './dom';
import { decimals } from './format';

interface Ranked {
  action: number;
  value: number;
}

export class DecisionView {
  readonly root: HTMLElement;
  private readonly action = element('p', { class: 'decision' });
  private readonly reason = element('p', { class: 'meaning' });
  private readonly values: Table;
  private readonly bars: Bar[];

  constructor(private readonly policy: Policy) {
    this.bars = policy.globalActions.map(() => new Bar());
    this.values = new Table('Value of each action by the plan', [
      { name: 'action' },
      { name: 'value', number: true },
      { name: 'behind the best', number: true },
      { name: 'among all actions' },
    ]);
    this.root = element('section', {}, element('h3', {}, 'Decision'), this.action, this.reason, this.values.root);
  }

  show(step: Step): void {
    const state = typeof step.globalState === 'number' ? (this.policy.globalStates?.[step.globalState] ?? `${step.globalState}`) : step.globalState.join(', ');
    say(this.action, `Step ${step.step}: ${this.policy.globalActions[step.action] ?? step.action}`);
    const ranked = rank(step);
    this.values.root.hidden = ranked.length === 0;
    say(this.reason, `The global state is ${state}. ${this.why(step, ranked)}`);
    this.showValues(ranked);
  }

  private why(step: Step, ranked: Ranked[]): string {
    if (ranked.length === 0) {
      return step.values === undefined && step.estimate !== undefined
        ? 'The values of actions are not known for this step.'
        : 'This dispatcher knows actions, not their values.';
    }

    const runnerUp = ranked.find(({ action }) => action !== step.action);
    const chosen = step.values![step.action];
    if (runnerUp === undefined || chosen === null || chosen === undefined) {
      return 'No other action is allowed here.';
    }

    const write = decimals(chosen - runnerUp.value);
    return `Margin to the runner-up, ${this.policy.globalActions[runnerUp.action]}: ${write(chosen - runnerUp.value)}.`;
  }

  private showValues(ranked: Ranked[]): void {
    const best = ranked[0]?.value ?? 0;
    const worst = ranked.at(-1)?.value ?? 0;
    const write = decimals(best - worst || best);
    const shown = [...ranked].sort((one, other) => one.action - other.action);
    this.values.show(
      shown.map(({ action, value }) => {
        this.bars[action]!.show({ share: best > worst ? 0.1 + (0.9 * (value - worst)) / (best - worst) : 1 }, 1);
        return {
          key: `${action}`,
          cells: [this.policy.globalActions[action] ?? `${action}`, write(value), write(best - value), this.bars[action]!.root],
        };
      }),
    );
  }
}

function rank(step: Step): Ranked[] {
  const known = (step.values ?? []).flatMap((value, action) => (value === null ? [] : [{ action, value }]));
  return known.sort((one, other) => other.value - one.value || one.action - other.action);
}
