export { webhook } from './channel.js';
