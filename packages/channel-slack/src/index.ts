export { slack, type SlackOptions } from './channel.js';
