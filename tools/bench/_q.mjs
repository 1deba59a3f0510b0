import { slack } from '@helix/channel-slack';
import { createNotifier } from '@helix/notify-core';
import { startSink } from './sink.mjs';
const sink = await startSink();
const ops = slack({ webhookUrl: sink.url+'/services/T/B/x', channel: '#ops', username: 'helix' }, { network:{allow:['127.0.0.1']} });
const notifier = createNotifier({ channels: { ops }, rules: [{ name: 'failures', condition: 'type==error', channels: ['ops'] }] });
const input = { title: 'Task Failed', message: 'Task t-1 failed: boom', type: 'error', metadata: { task_id: 't-1', error: 'boom' } };
for (let r=0;r<5;r++){ const t=performance.now(); const n=10000; let left=n; await Promise.all(Array.from({length:64},async()=>{while(left-->0){const [x]=await notifier.notify(input); if(!x.ok) throw x.error}})); const d=performance.now()-t; console.log((d*1000/n).toFixed(1),'µs') }
sink.stop();
