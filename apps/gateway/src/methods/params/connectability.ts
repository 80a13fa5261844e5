import { PASTS } from '@liaison/contracts';
import { IsIn } from 'class-validator';
import { Changing, IsInstant, IsName, IsUserId, Optional } from './words.js';

export class GetParams {
  @IsUserId()
  readonly user!: string;
}

export class ExplainParams {
  @Optional()
  @IsUserId()
  readonly viewer?: string;

  @Optional()
  @IsName()
  readonly profile?: string;

  @Optional()
  @IsInstant()
  readonly at?: string;

  @Optional()
  @IsIn(PASTS, { message: 'must be true, held or shown' })
  readonly past?: string;
}

/** Of `contact.*` and `authorisation.*`. */
export class ContactParams extends Changing {
  @IsUserId()
  readonly user!: string;
}

export class GrantParams extends ContactParams {
  @Optional()
  @IsInstant()
  readonly expires?: string;
}
