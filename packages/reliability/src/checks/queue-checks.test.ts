import { memoryQueue } from '../queue/memory.js';
import { queueChecks } from './index.js';

queueChecks({ it, create: options => memoryQueue<string>(options) });
