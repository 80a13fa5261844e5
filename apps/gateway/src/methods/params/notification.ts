import { ID_CHARS_MAX, idPattern } from '@liaison/contracts';
import { ITEMS_ACKNOWLEDGED_MAX } from '@liaison/domain';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, Matches, Max, Min } from 'class-validator';
import { Changing, Optional } from './words.js';

const count = { message: `must be 1 to ${ITEMS_ACKNOWLEDGED_MAX} items` };

export class FetchParams {
  @Optional()
  @IsInt(count)
  @Min(1, count)
  @Max(ITEMS_ACKNOWLEDGED_MAX, count)
  readonly max?: number;
}

export class AcknowledgeParams extends Changing {
  @IsArray(count)
  @ArrayMinSize(1, count)
  @ArrayMaxSize(ITEMS_ACKNOWLEDGED_MAX, count)
  @Matches(new RegExp(idPattern(ID_CHARS_MAX)), { each: true, message: 'must be ids of items' })
  readonly ids!: readonly string[];
}
