// Server-sent events over fetch: EventSource cannot send a key.
import { ask, Refusal } from './api';

export interface ServerEvent {
  name: string;
  id: string;
  data: string;
}

export interface Listener {
  event(event: ServerEvent): void;
  away(seconds: number): void;
  ended(reason: string): void;
}

const firstWait = 0.5;
const longestWait = 8;

// The service sends something every ten seconds.
const silence = 30_000;

// Listens, and asks again from the last event that arrived when the server goes away.
export async function listen(path: string, listener: Listener, signal: AbortSignal, last = ''): Promise<void> {
  let wait = firstWait;
  while (!signal.aborted) {
    try {
      for await (const event of events(path, last, signal)) {
        wait = firstWait;
        last = event.id || last;
        if (event.name === 'closed') {
          listener.ended('The session is closed.');
          return;
        }

        listener.event(event);
      }
    } catch (failure) {
      if (failure instanceof Refusal && failure.status < 500 && failure.status !== 429) {
        listener.ended(failure.status === 404 ? 'This session is not open, or no longer.' : failure.message);
        return;
      }
    }

    if (!signal.aborted) {
      listener.away(wait);
      await sleep(wait * 1000, signal);
      wait = Math.min(2 * wait, longestWait);
    }
  }
}

async function* events(path: string, last: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), silence);
  try {
    const headers: Record<string, string> = last === '' ? {} : { 'Last-Event-ID': last };
    const response = await ask(path, { headers, signal: AbortSignal.any([signal, silent.signal]) });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), silence);
      const blocks = (rest + part.value).split('\n\n');
      rest = blocks.pop()!;
      yield* blocks.map(parse);
    }
  } finally {
    clearTimeout(timer);
  }
}

function parse(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
  return { name: fields.get('event') ?? '', id: fields.get('id') ?? '', data: fields.get('data') ?? '' };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
