// What the service answers; the contract is openapi/v1.json.
export interface Policy {
  name: string;
  version: string;
  game: string;
  agents: number;
  k: number;
  remembers: boolean;
  discount: number;
  value?: number;
  gap?: number;
  globalStates?: string[];
  localStates?: string[];
  places: number;
  globalActions: string[];
}

export interface ListedSession {
  session: string;
  policy: string;
  steps: number;
  opened: string;
  latest?: string;
  // The member of a cluster that has it in memory.
  holder?: string;
}

export interface SessionPage {
  sessions: ListedSession[];
  next?: string;
}

export interface Step {
  step: number;
  globalState: number | number[];
  observation: number[];
  action: number;
  estimate?: (number | null)[];
  deviation?: (number | null)[];
  values?: (number | null)[];
  reward?: number;
  reasonsLost?: boolean;
  test?: { score: number | null; level: number; window: number; alarm: boolean };
}

export interface WatchedSession {
  session: string;
  seed: number;
  steps: number;
  policy: Policy;
}

// A simulated population that a person may steer, beside the same one under the trained and under the blind dispatcher.
export interface Fleet {
  step: number;
  k: number;
  n: number;
  speed: number;
  taken: boolean;
  notice: string;
  canBeShocked: boolean;
  globalState: number;
  action: number;
  advice: number;
  observation: number[];
  counts: number[];
  since: number;
  totals: { trained: number; person: number; blind: number };
}

export interface DemoGame {
  game: string;
  mostObserved: number;
  fastest: number;
  globalStates: string[];
  localStates: string[];
  globalActions: string[];
}

// A request that was refused, in the words of the service.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const keyName = 'antiphon-key';

export function useKey(key: string): void {
  sessionStorage.setItem(keyName, key);
}

export const hasKey = (): boolean => sessionStorage.getItem(keyName) !== null;

export async function ask(path: string, request: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
  const key = sessionStorage.getItem(keyName);
  const headers = { ...request.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const response = await fetch(path, { ...request, headers, cache: 'no-store' });
  if (!response.ok) {
    const problem: { title?: string; detail?: string } = await response.json().catch(() => ({}));
    throw new Refusal(response.status, [problem.title, problem.detail].filter(Boolean).join(': ') || `status ${response.status}`);
  }

  return response;
}

export async function read<T>(path: string, signal: AbortSignal): Promise<T> {
  return (await ask(path, { signal })).json() as Promise<T>;
}

export async function send(path: string, body: unknown): Promise<void> {
  const answer = await ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  await answer.arrayBuffer();
}
