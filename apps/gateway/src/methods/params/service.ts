import { type Json, paramLimits } from '@liaison/contracts';
import { EVENT_TYPE_MAX, EVENT_TYPE_PATTERN } from '@liaison/domain';
import { IsDefined, IsInt, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { Changing, IsName, IsText, IsUserId, Optional } from './words.js';

const EVENT_TYPE = { message: 'must be 1 to 8 tokens of [a-z0-9-] with dots between' };
const patience = { message: `must be 1 to ${paramLimits.callMs} milliseconds` };

/** Of `service.activate` and `.deactivate`. */
export class ServiceParams extends Changing {
  @IsName()
  readonly service!: string;
}

export class CallParams extends ServiceParams {
  @IsText(paramLimits.operationChars)
  readonly operation!: string;

  /** Any JSON value, `null` too: what it means is the service's to say. */
  @ValidateIf((_, value) => value === undefined)
  @IsDefined()
  readonly payload!: Json;

  @Optional()
  @IsInt(patience)
  @Min(1, patience)
  @Max(paramLimits.callMs, patience)
  readonly timeoutMs?: number;
}

/** Of `event.subscribe` and `.unsubscribe`. */
export class InterestParams extends ServiceParams {
  @Matches(new RegExp(EVENT_TYPE_PATTERN), EVENT_TYPE)
  @MaxLength(EVENT_TYPE_MAX, EVENT_TYPE)
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
