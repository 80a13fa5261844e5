export const name = 'access-monitor';
