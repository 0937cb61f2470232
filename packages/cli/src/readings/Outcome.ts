/** The result of reading one source: a reading, or an error. */
export type Outcome<TEntry, TReading> = { entry: TEntry } & (
  | { reading: TReading; error?: undefined }
  | { reading?: undefined; error: string }
);
