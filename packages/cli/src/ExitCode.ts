/** The command's exit codes. */
export enum ExitCode {
  /** Everything was read. */
  Ok = 0,
  /**
   * Something could not be read, completely or in part; the rest is printed.
   */
  Unreadable = 1,
  /**
   * The arguments, the configuration or the `driver.yaml` are wrong: nothing
   * was read.
   */
  Usage = 2,
  /** SIGINT stopped it: 128 + 2, the shells' convention. */
  Interrupted = 130,
}
