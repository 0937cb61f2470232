import {
  BuildFailedError,
  type SymbolMismatch,
} from '@driver-toolkit/backstage-plugin-driver-toolkit-node';

/** A module of a driver image that the kernel would refuse. */
export class ModuleRefusedError extends BuildFailedError {
  /** Its path. */
  readonly module: string;
  readonly mismatches: readonly SymbolMismatch[];

  /** @param problem - the rest of a sentence that begins with the module */
  constructor(
    module: string,
    problem: string,
    mismatches: readonly SymbolMismatch[] = [],
  ) {
    super(`${module} in the image ${problem}`);
    this.module = module;
    this.mismatches = mismatches;
  }
}
