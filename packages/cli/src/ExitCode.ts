/** What the command tells the shell. */
export enum ExitCode {
  /** Everything was read. */
  Ok = 0,
  /** Something could not be read, wholly or in part; the rest is printed. */
  Unreadable = 1,
  /** The arguments or the configuration are wrong: nothing was read. */
  Usage = 2,
  /** SIGINT stopped it: 128 + 2, as shells have it. */
  Interrupted = 130,
}
