/** What came of reading one source: a reading, or why there is none. */
export type Outcome<TEntry, TReading> = { entry: TEntry } & (
  | { reading: TReading; error?: undefined }
  | { reading?: undefined; error: string }
);
