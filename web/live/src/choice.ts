// What a person does in place of the dispatcher: a button for each action, or a list to type into where there are many.
import type { Fleet } from './api';
import { button, element, say } from './dom';
import { Settled } from './settled';

const mostButtons = 20;

export interface Choice {
  readonly root: HTMLElement;
  show(fleet: Fleet): void;
}

export function choiceOf(actions: string[], choose: (action: number) => void): Choice {
  return actions.length > mostButtons ? new ListChoice(actions, choose) : new ButtonChoice(actions, choose);
}

class ButtonChoice implements Choice {
  readonly root: HTMLElement;
  private readonly buttons: HTMLButtonElement[];

  constructor(actions: string[], choose: (action: number) => void) {
    this.buttons = actions.map((name, action) => button(name, () => choose(action)));
    this.root = element('div', { class: 'choices', role: 'group', 'aria-label': 'Your action' }, ...this.buttons);
  }

  show(fleet: Fleet): void {
    this.root.hidden = !fleet.taken;
    this.buttons.forEach((each, action) => {
      each.setAttribute('aria-pressed', `${fleet.taken && fleet.action === action}`);
      each.classList.toggle('advice', fleet.advice === action);
    });
  }
}

class ListChoice implements Choice {
  readonly root: HTMLElement;
  private readonly list: HTMLSelectElement;
  private readonly advice = element('span');
  private readonly settled: Settled;
  private advised = 0;

  constructor(
    private readonly actions: string[],
    choose: (action: number) => void,
  ) {
    this.list = element('select', { id: 'action' }, ...actions.map((name, action) => element('option', { value: `${action}` }, name)));
    this.settled = new Settled(this.list, () => choose(Number(this.list.value)));
    const take = button('Take the advice', () => choose(this.advised));
    this.root = element('div', { class: 'choices' }, element('label', { for: 'action' }, 'Your action'), this.list, this.advice, take);
  }

  show(fleet: Fleet): void {
    this.root.hidden = !fleet.taken;
    this.advised = fleet.advice;
    say(this.advice, `Advised: ${this.actions[fleet.advice]}`);
    if (!this.settled.isMoving) {
      this.list.value = `${fleet.action}`;
    }
  }
}
