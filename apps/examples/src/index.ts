export const name = 'examples';
