import { IsText } from './words.js';

const LOGIN_CHARS_MAX = 254;
const PASSWORD_CHARS_MAX = 1_024;
export const TOKEN_CHARS_MAX = 2_048;

export class LoginParams {
  @IsText(LOGIN_CHARS_MAX)
  readonly login!: string;

  @IsText(PASSWORD_CHARS_MAX)
  readonly password!: string;
}

export class RefreshParams {
  @IsText(TOKEN_CHARS_MAX)
  readonly refresh!: string;
}
