/** The tiers as the World knows them: what gaffer.yaml says of each, and whether it can be used now. */
import type { TaskId, TierName } from '../ids.ts';
import type { ListPrice, Tokens } from './price.ts';

export interface Tiers {
  /** Null before gaffer.yaml was read, and for an agent that has no tiers: then tasks run as they are hinted. */
  readonly settings: TierSettings | null;
  /** By tier name; what is not here was never found wanting. */
  readonly state: Readonly<Record<string, TierState>>;
}

export interface TierSettings {
  /** Cheapest first. */
  readonly ladder: readonly TierFacts[];
  readonly routing: RoutingSettings;
  readonly escalation: EscalationSettings;
  readonly budgets: Budgets;
}

export interface TierFacts {
  readonly name: TierName;
  readonly model: string;
  /** What a million tokens cost; null when that is not known. */
  readonly price: ListPrice | null;
  readonly tools: boolean;
  /** Tags of the tasks that it is good for; empty for all. */
  readonly can: readonly string[];
  readonly concurrency: number | null;
  /** Tiers with the same one fall together when it is refused. */
  readonly credential: string;
}

export interface RoutingSettings {
  readonly rules: readonly RoutingRule[];
  readonly largeAbove: number;
  readonly historyAfter: number;
}

export interface RoutingRule {
  readonly tags?: readonly string[] | undefined;
  readonly projects?: readonly string[] | undefined;
  readonly title?: string | undefined;
  readonly tier: TierName;
}

export interface EscalationSettings {
  readonly failedChecks: number;
  readonly sameCall: number;
  readonly most: number;
  /** US dollars. */
  readonly askAbove: number | null;
}

/** US dollars. */
export interface Budgets {
  readonly day: number | null;
  readonly project: number | null;
  readonly worker: number | null;
  readonly task: number | null;
}

export interface TierState {
  readonly up: boolean;
  readonly because: string;
  /** The model that its server has, where the configuration leaves it open. */
  readonly model: string | null;
  readonly at: number;
}

/** What became of a task's tier. */
export interface Route {
  readonly task: TaskId;
  readonly tier: TierName;
  /** How it was found, one reason after the other. */
  readonly derivation: readonly string[];
  readonly climbs: readonly Climb[];
  /** End checks that failed since it is on this tier. */
  readonly failedChecks: number;
  /** The last of them, as the next session is told. */
  readonly lastFailure: string | null;
  /** All it used so far. */
  readonly used: Tokens;
  /** Why its model gets no further; null while it does. */
  readonly stuck: string | null;
  /** A person does not want it to rise. */
  readonly held: boolean;
}

export interface Climb {
  readonly from: TierName;
  readonly to: TierName;
  readonly because: string;
  readonly at: number;
}

/** Whether a kind of task passed on a tier at first try; newest last, bounded. */
export type Passes = Readonly<Record<string, readonly Pass[]>>;
export interface Pass {
  readonly tier: TierName;
  readonly ok: boolean;
}

/** What money went for, and how far it may go. */
export type BudgetScope = 'day' | 'project' | 'worker' | 'task';
export interface BudgetKey {
  readonly scope: BudgetScope;
  /** Project, worker number or task; empty for the day. */
  readonly name: string;
  /** Empty for a task, whose budget is for all its days. */
  readonly day: string;
}

export interface BudgetState extends BudgetKey {
  readonly warnedAt: 0 | 80 | 100;
  /** Micro-dollars that a person allowed on top. */
  readonly raised: number;
  /** A person said that it stays. */
  readonly held: boolean;
}

export const noTiers: Tiers = { settings: null, state: {} };

export const isFree = ({ price }: TierFacts): boolean =>
  price !== null && price.input === 0 && price.output === 0 && price.cacheRead === 0 && price.cacheCreation === 0;

export const isUp = ({ state }: Tiers, { name }: Pick<TierFacts, 'name'>): boolean => state[name]?.up !== false;
