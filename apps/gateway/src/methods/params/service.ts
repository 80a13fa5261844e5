import type { Json } from '@liaison/contracts';
import { IsDefined, IsInt, Matches, Max, Min, ValidateIf } from 'class-validator';
import { Changing, IsName, IsText, IsUserId, Optional } from './words.js';

const OPERATION_CHARS_MAX = 128;
/** At most 128 characters in all. */
const EVENT_TYPE = /^(?=.{1,128}$)[a-z0-9-]+(\.[a-z0-9-]+){0,7}$/;
const CALL_MS_MAX = 30_000;
const patience = { message: `must be 1 to ${CALL_MS_MAX} milliseconds` };

/** Of `service.activate` and `.deactivate`. */
export class ServiceParams extends Changing {
  @IsName()
  readonly service!: string;
}

export class CallParams extends ServiceParams {
  @IsText(OPERATION_CHARS_MAX)
  readonly operation!: string;

  /** Any JSON value, `null` too: what it means is the service's to say. */
  @ValidateIf((_, value) => value === undefined)
  @IsDefined()
  readonly payload!: Json;

  @Optional()
  @IsInt(patience)
  @Min(1, patience)
  @Max(CALL_MS_MAX, patience)
  readonly timeoutMs?: number;
}

/** Of `event.subscribe` and `.unsubscribe`. */
export class InterestParams extends ServiceParams {
  @Matches(EVENT_TYPE, { message: 'must be 1 to 8 tokens of [a-z0-9-] with dots between' })
  readonly type!: string;
}

export class CatalogueParams {
  @Optional()
  @IsName()
  readonly service?: string;
}

export class SelectParams extends Changing {
  /** `null`: none. */
  @ValidateIf((_, value) => value !== null)
  @IsUserId()
  readonly terminal!: string | null;
}
