import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { nameOf, type Caller } from './Caller';

/** A request as the audit log records it: names and ids, no secrets. */
export interface AuditedRequest {
  /** kebab-case */
  eventId: string;
  severityLevel: AuditorServiceEventSeverityLevel;
  caller: Caller;
  meta: JsonObject;
}

/** Records who requests what, and the outcome. */
export class AuditLog {
  readonly #auditor: AuditorService;

  constructor(auditor: AuditorService) {
    this.#auditor = auditor;
  }

  /**
   * Carries out a request and records its success, or its failure if it throws.
   * A refusal is a failure, too.
   *
   * @param describe - adds what only the result contains
   */
  async record<T>(
    { eventId, severityLevel, caller, meta }: AuditedRequest,
    work: () => Promise<T>,
    describe: (result: T) => JsonObject = () => ({}),
  ): Promise<T> {
    const event = await this.#auditor.createEvent({
      eventId,
      severityLevel,
      request: caller.request,
      meta: { ...meta, ...describeCaller(caller) },
    });
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
    await event.success({ meta: describe(result) });
    return result;
  }
}

/**
 * Without a request the auditor names this plugin as the actor, so the caller
 * is recorded as well.
 */
function describeCaller(caller: Caller): JsonObject {
  const { principal } = caller.credentials;
  const service = principal.type === 'user' ? principal.actor : undefined;
  return {
    requestedBy: nameOf(caller),
    ...(service && { through: service.subject }),
  };
}
