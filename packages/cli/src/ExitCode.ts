/** What the command tells the shell. */
export enum ExitCode {
  Ok = 0,
  /** Something that was to be read could not be, wholly or in part. */
  Unreadable = 1,
  /** Wrong arguments or configuration: nothing was read. */
  Usage = 2,
  /** Stopped by SIGINT, by the shells' convention of 128 + 2. */
  Interrupted = 130,
}
