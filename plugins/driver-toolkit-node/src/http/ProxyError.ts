/** A proxy ended a connection before anything was asked through it. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';

  constructor(cause?: Error) {
    super('the connection was cut by the proxy', { cause });
  }
}
