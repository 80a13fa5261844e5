import { paramLimits } from '@liaison/contracts';
import { IsText } from './words.js';

export class LoginParams {
  @IsText(paramLimits.loginChars)
  readonly login!: string;

  @IsText(paramLimits.passwordChars)
  readonly password!: string;
}

export class RefreshParams {
  @IsText(paramLimits.tokenChars)
  readonly refresh!: string;
}
