import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

const EXAMPLES = resolve(__dirname, '../../../../../docs/examples');

/** A step of a job. */
export interface Step {
  name?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}

/** The parts of a job that tests check. */
export interface Job {
  if?: string;
  permissions?: Record<string, string>;
  strategy?: { 'fail-fast'?: boolean };
  'timeout-minutes'?: number;
  steps: Step[];
}

/** An example workflow of the documentation. */
export class Workflow {
  readonly text: string;
  readonly env: Record<string, string>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: Record<string, Job>;

  static read(path: string): Workflow {
    return new Workflow(readFileSync(resolve(EXAMPLES, path), 'utf8'));
  }

  private constructor(text: string) {
    const { env, permissions, concurrency, jobs } = parse(text);
    this.text = text;
    this.env = env;
    this.permissions = permissions;
    this.concurrency = concurrency;
    this.jobs = jobs;
  }

  get steps(): Step[] {
    return Object.values(this.jobs).flatMap(({ steps }) => steps);
  }

  /** The script of a job's step. */
  script(job: string, name: string): string {
    const step = this.jobs[job].steps.find(
      candidate => candidate.name === name,
    );
    if (step?.run === undefined) {
      throw new Error(`Job ${job} has no step '${name}' with a script.`);
    }
    return step.run;
  }
}
