// What the service answers about the folder of runs; the contract is openapi/v1.json.
export interface Measured {
  mean: number;
  low?: number;
  high?: number;
  count: number;
}

export type State = 'finished' | 'under-way' | 'half-written' | 'damaged' | 'other-version';

export interface ListedRun {
  id: string;
  name: string;
  kind: string;
  state: State;
  written: string;
  k: number[];
  report: boolean;
  found?: string;
  game?: string;
  stopReason?: string;
  version?: string;
  agents?: number;
  seed?: number;
  globalGain?: number;
  localGain?: number;
  seconds?: number;
  deployed?: Measured;
  certificate?: { proved: boolean; low?: number; high?: number };
  cells?: { done: number; failed: number; all: number };
}

// Without a folder of runs it is empty; without news it has no runs.
export interface RunList {
  folder?: string;
  version?: string;
  unread?: string[];
  cut?: boolean;
  runs?: ListedRun[];
}

export interface Proposal {
  restart: number;
  player: 'global' | 'local';
  oracle: string;
  value?: number;
  gain?: number;
  accepted: boolean;
}

// Numbers that are none are words in run files.
export type Figure = number | string | null | undefined;

export interface ComparedRun extends ListedRun {
  faults: string[];
  outcome: Record<string, Figure> | null;
  proposals: Proposal[];
}

export interface Comparison {
  a: ComparedRun;
  b: ComparedRun;
  options: { differ: { name: string; a: unknown; b: unknown }[]; equal: { name: string; value: unknown }[] };
  returns: {
    sameGame?: boolean;
    relation: 'other-game' | 'other-horizon' | 'same-random-numbers' | 'other-random-numbers';
    difference?: number;
    overlap?: boolean;
    paired: { agents: number; horizon: number; rollouts: number; seed: number; difference: Measured }[];
  };
  policies: { reason?: string; dispatcher?: DispatcherDifferences; local?: LocalDifferences };
}

export interface DispatcherDifferences {
  reason?: string;
  shares: { globalState: string; action: string; a: number; b: number }[];
  observations?: number;
  differ?: number;
  groups?: number;
  largest?: { globalState: string; a: string; b: string; observations: number; example: string }[];
}

export interface LocalDifferences {
  states: number;
  differ: number;
  largest: { localState: string; globalState: string; a: LikelyAction; b: LikelyAction; distance: number }[];
}

export interface LikelyAction {
  action: string;
  probability: number;
}
