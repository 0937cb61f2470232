/**
 * What the kernel of a toolkit image said when it was booted and loaded a
 * driver image's modules.
 *
 * @remarks
 * It is the image's own claim about itself, and no proof: the author's code ran
 * inside that kernel, so it could write any line.
 *
 * @public
 */
export interface BootReport {
  /** Undefined if all modules were loaded, or found no hardware. */
  failure?: BootFailure;
  /** The driver's modules, in load order. */
  modules: BootedModule[];
  /**
   * The kernel's lines about the failure, at most 20 of 300 characters; empty
   * if there is none.
   */
  lines: string[];
  /** From the start of the machine to its end. */
  milliseconds: number;
}

/** Why a boot check failed. @public */
export interface BootFailure {
  /**
   * `refused`: the kernel or the module's own init refused to load it;
   * `unfinished`: the machine stopped before all modules were tried.
   */
  reason: 'refused' | 'oops' | 'warning' | 'hung' | 'flooded' | 'unfinished';
  /**
   * What was being loaded or unloaded; undefined if it was no module, such as
   * during the start of the kernel.
   */
  module?: string;
  /** A positive errno of Linux, if a module was refused. */
  errno?: number;
}

/** A module of a {@link BootReport}. @public */
export interface BootedModule {
  name: string;
  /**
   * `no-device`: its init answered -ENODEV, because the machine does not have
   * its hardware; `no-provider`: a module that it needs did; `refused`: it was
   * not loaded; `untried`: the check failed earlier.
   */
  state: 'loaded' | 'no-device' | 'no-provider' | 'refused' | 'untried';
  /** Whether it could be unloaded; undefined if it was not loaded. */
  unloaded?: boolean;
}
