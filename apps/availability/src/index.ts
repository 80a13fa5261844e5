export const name = 'availability';
