import type {
  Build,
  BuildState,
  BuildType,
  Variant,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import {
  FINISHED_BUILD_STATES,
  imageEntityRef,
  kernelEntityRef,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-common';
import type { BuildPlan } from '../../plans/BuildPlan';
import { claimantOf } from '../../plans/claimantOf';
import { priorityOf } from '../../plans/priorityOf';
import { boundError, listedError } from '../boundError';
import type { StoredBuild } from './BuildStore';

/** States in which a worker holds a lease on the build. */
export const OWNED_STATES: readonly BuildState[] = [
  'running',
  'verifying',
  'pushing',
];

/** A row of the table `builds`. */
export interface BuildRow {
  id: string;
  type: string;
  state: string;
  target: string;
  unfinished_target: string | null;
  source_id: string;
  kernel: string;
  architecture: string;
  variant: string;
  repository_id: string | null;
  entity_ref: string | null;
  kernel_entity_ref: string | null;
  image_entity_ref: string | null;
  image_reference: string;
  plan: string;
  requested_by: string;
  /** Queued builds with the greatest priority run first. */
  priority: number;
  /** Whether no newer build has the same target and architecture. */
  latest: boolean | number;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  cancel_requested: boolean | number;
  builder: string | null;
  required_builder: string | null;
  lease: string | null;
  lease_until: string | null;
  interruptions: number;
  digest: string | null;
  error: string | null;
}

/**
 * A build's row with the sequence number of its last log line; null if it has
 * none.
 */
export interface BuildRowWithLog extends BuildRow {
  last_sequence: number | null;
}

/** Columns for a list of builds, besides its error. */
export const LISTED_COLUMNS = [
  'id',
  'type',
  'state',
  'source_id',
  'kernel',
  'architecture',
  'variant',
  'repository_id',
  'entity_ref',
  'image_reference',
  'digest',
  'builder',
  'requested_by',
  'created_at',
  'started_at',
  'finished_at',
  'cancel_requested',
] as const satisfies (keyof BuildRow)[];

/** The row that a list of builds needs. */
export type ListedBuildRow = Pick<
  BuildRowWithLog,
  (typeof LISTED_COLUMNS)[number] | 'error' | 'last_sequence'
>;

/**
 * The tag that a build pushes to; other builds may push images of other
 * architectures to it.
 */
function targetOf(plan: BuildPlan): string {
  return `${plan.type}:${plan.imageReference}`;
}

/**
 * The target that only one build may work on at a time: a tag's image for one
 * architecture. A driver's target includes its owner, so that a build that lost
 * its image to another driver does not block that driver while it stops.
 */
export function unfinishedTargetOf(plan: BuildPlan): string {
  const target = `${targetOf(plan)}/${plan.architecture}`;
  if (plan.type === 'toolkit') {
    return target;
  }
  const { entityRef, sourceRepository } = claimantOf(plan);
  return `${target}/${entityRef}/${sourceRepository}`;
}

/** The columns of a new build. */
export function toRow(
  id: string,
  plan: BuildPlan,
  requestedBy: string,
): BuildRow {
  return {
    id,
    type: plan.type,
    state: 'queued',
    target: targetOf(plan),
    unfinished_target: unfinishedTargetOf(plan),
    source_id: plan.source,
    kernel: plan.kernel,
    architecture: plan.architecture,
    variant: plan.type === 'driver' ? plan.variant : 'default',
    repository_id: plan.type === 'toolkit' ? plan.repository : null,
    entity_ref: plan.type === 'driver' ? plan.entityRef : null,
    kernel_entity_ref:
      plan.type === 'toolkit'
        ? kernelEntityRef(plan.source, plan.kernel)
        : null,
    image_entity_ref:
      plan.type === 'toolkit'
        ? imageEntityRef(plan.repository, plan.tag)
        : null,
    image_reference: plan.imageReference,
    plan: JSON.stringify(plan),
    requested_by: requestedBy,
    priority: priorityOf(requestedBy),
    latest: true,
    created_at: new Date().toISOString(),
    started_at: null,
    finished_at: null,
    cancel_requested: false,
    builder: null,
    required_builder: plan.builder ?? null,
    lease: null,
    lease_until: null,
    interruptions: 0,
    digest: null,
    error: null,
  };
}

/** A row as the API shows it. */
export function toBuild(row: ListedBuildRow): Build {
  return {
    id: row.id,
    type: row.type as BuildType,
    state: row.state as BuildState,
    source: row.source_id,
    kernel: row.kernel,
    architecture: row.architecture,
    variant: row.variant as Variant,
    repository: row.repository_id ?? undefined,
    entityRef: row.entity_ref ?? undefined,
    imageReference: row.image_reference,
    digest: row.digest ?? undefined,
    builder: row.builder ?? undefined,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    cancelRequested: Boolean(row.cancel_requested),
    error: row.error ? boundError(JSON.parse(row.error)) : undefined,
    lastSequence: row.last_sequence ?? 0,
  };
}

/** A row as the API's lists show it, without long texts. */
export function toListedBuild(row: ListedBuildRow): Build {
  const build = toBuild(row);
  return { ...build, error: build.error && listedError(build.error) };
}

/** A row with everything that its worker needs. */
export function toStoredBuild(row: BuildRowWithLog): StoredBuild {
  return {
    build: toBuild(row),
    plan: JSON.parse(row.plan),
    interruptions: row.interruptions,
  };
}

/** The columns that change with a state. */
export function columnsOf(state: BuildState): Partial<BuildRow> {
  if (FINISHED_BUILD_STATES.includes(state)) {
    return {
      state,
      finished_at: new Date().toISOString(),
      unfinished_target: null,
      lease: null,
      lease_until: null,
    };
  }
  if (state === 'queued') {
    return {
      state,
      builder: null,
      started_at: null,
      lease: null,
      lease_until: null,
    };
  }
  return { state };
}
