import type { TerminalKind } from '@liaison/domain';
import { IsIn, Matches } from 'class-validator';
import { TOKEN_CHARS_MAX } from './auth.js';
import { Changing, IsText, IsUserId, Optional } from './words.js';

const LABEL_CHARS_MAX = 64;

export class EnrolParams extends Changing {
  @IsText(TOKEN_CHARS_MAX)
  readonly token!: string;

  @IsIn(['phone', 'softphone', 'browser'] satisfies TerminalKind[], {
    message: 'must be phone, softphone or browser',
  })
  readonly kind!: TerminalKind;

  @IsText(LABEL_CHARS_MAX)
  readonly label!: string;

  @Optional()
  @Matches(/^\+[1-9]\d{1,14}$/, { message: 'must be a number as E.164 writes it: + and digits' })
  readonly number?: string;
}

export class ConnectParams {
  @IsText(TOKEN_CHARS_MAX)
  readonly token!: string;

  @IsUserId()
  readonly terminal!: string;
}

export class RemoveParams extends Changing {
  @IsUserId()
  readonly terminal!: string;
}
