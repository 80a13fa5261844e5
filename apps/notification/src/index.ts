export { box } from './box.js';
