// What the page does where the service refuses it.
import { Refusal, useKey } from './api';
import { element, heading } from './dom';
import { tell } from './state';

// Tells of a refusal; where a key is missing, asks for one and begins again.
export function tellRefusal(failure: Refusal, content: HTMLElement, again: () => void): void {
  if (failure.status === 401) {
    tell('The service needs a key.', 'bad');
    askForKey(content, again);
  } else {
    tell(failure.message, 'bad');
  }
}

// Tells of any failure of a request; one that was refused as above.
export function tellFailure(failure: unknown, content: HTMLElement, again: () => void, away: string): void {
  if (failure instanceof Refusal) {
    tellRefusal(failure, content, again);
  } else {
    tell(away, 'bad');
  }
}

function askForKey(content: HTMLElement, again: () => void): void {
  const field = element('input', { type: 'password', id: 'key', autocomplete: 'off', required: '' });
  const form = element(
    'form',
    {},
    heading('The policy service'),
    element('p', {}, element('label', { for: 'key' }, 'Key, with the scope read'), ' ', field, ' ', element('button', {}, 'Use this key')),
    element('p', { class: 'meaning' }, 'It is kept by this tab until the tab is closed.'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    useKey(field.value.trim());
    again();
  });
  content.replaceChildren(form);
  field.focus();
}
