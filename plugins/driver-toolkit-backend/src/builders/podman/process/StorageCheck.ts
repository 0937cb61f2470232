/** Tells whether podman has begun to write something to its storage and not finished. */
export interface StorageCheck {
  any(): Promise<boolean>;
}
