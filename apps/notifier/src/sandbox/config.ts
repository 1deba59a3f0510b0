/** The sandbox's configuration: what a user would write, with the mock receivers' addresses. */
export function sandboxConfig({
  port,
  slackUrl,
  webhookUrl,
}: {
  readonly port: number;
  readonly slackUrl: string;
  readonly webhookUrl: string;
}): string {
  return `
server: { host: 127.0.0.1, port: ${port} }
queue: { driver: memory }
network: { allow: ["127.0.0.1"] }
events:
  task.failed: { title: "Task {{ event.data.task_id }} failed" }
  worker.heartbeat_missed: { dedup_key: "worker-{{ event.data.worker_id }}" }
  worker.connected: { dedup_key: "worker-{{ event.data.worker_id }}", status: resolved }
notifications:
  channels:
    slack:
      type: slack
      webhook_url: "${slackUrl}"
      channel: "#ops"
      username: helix
      rate_limit: { max_per_second: 5, burst_size: 10 }
    custom_webhook:
      type: webhook
      url: "${webhookUrl}"
      retry: { max_attempts: 3, initial_delay: 500ms, max_delay: 5s }
  rules:
    - { name: Failures, condition: 'type in [error, alert]', channels: [slack, custom_webhook] }
    - { name: Workers, condition: 'event ~ "worker.*" && priority >= medium', channels: [slack] }
    - { name: Audit, condition: 'event ~ "task.*" || event ~ "workflow.*" || event ~ "user.*"', channels: [custom_webhook], priority: low }
`;
}
