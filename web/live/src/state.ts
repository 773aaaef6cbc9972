// The one line that says how things are. A screen reader reads it out, so that it changes only when something happened.
import { say } from './dom';

export type Mood = 'good' | 'bad' | 'none';

export function tellAway(seconds: number): void {
  tell(seconds > 1 ? 'The server is away. The page asks again every few seconds.' : 'The connection broke. Asking again.', 'bad');
}

export function tell(text: string, mood: Mood = 'none'): void {
  const line = document.getElementById('state')!;
  line.dataset.mood = mood;
  say(line, text);
}
