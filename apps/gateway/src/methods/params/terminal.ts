import { CALL_NUMBER_PATTERN, TERMINAL_KINDS, paramLimits } from '@liaison/contracts';
import type { TerminalKind } from '@liaison/domain';
import { IsIn, Matches } from 'class-validator';
import { Changing, IsText, IsUserId, Optional } from './words.js';

export class EnrolParams extends Changing {
  @IsText(paramLimits.tokenChars)
  readonly token!: string;

  @IsIn(TERMINAL_KINDS, {
    message: 'must be phone, softphone or browser',
  })
  readonly kind!: TerminalKind;

  @IsText(paramLimits.labelChars)
  readonly label!: string;

  @Optional()
  @Matches(new RegExp(CALL_NUMBER_PATTERN), {
    message: 'must be a number as E.164 writes it: + and digits',
  })
  readonly number?: string;
}

export class ConnectParams {
  @IsText(paramLimits.tokenChars)
  readonly token!: string;

  @IsUserId()
  readonly terminal!: string;
}

export class RemoveParams extends Changing {
  @IsUserId()
  readonly terminal!: string;
}
