export type Severity = 'info' | 'warning' | 'error' | 'critical';

// Data: what identifies the subject is required, the rest is told where it is known.
export interface TaskCreated {
  readonly task_id: string;
  readonly task_name?: string | undefined;
  readonly created_by?: string | undefined;
  readonly priority?: string | undefined;
}
export interface TaskAssigned {
  readonly task_id: string;
  readonly assigned_to: string;
}
export interface TaskStatus {
  readonly task_id: string;
  readonly status?: string | undefined;
}
/** `duration` is text for people here and below, like `1.2s`. */
export interface TaskCompleted extends TaskStatus {
  readonly duration?: string | undefined;
}
export interface TaskFailed extends TaskCompleted {
  readonly error?: string | undefined;
}
export interface WorkflowStarted {
  readonly workflow_id: string;
  readonly workflow_name?: string | undefined;
}
/** `steps` is how many there were. */
export interface WorkflowCompleted extends WorkflowStarted {
  readonly duration?: string | undefined;
  readonly steps?: number | undefined;
}
export interface WorkflowFailed extends WorkflowStarted {
  readonly duration?: string | undefined;
  readonly error?: string | undefined;
  readonly failed_step?: string | undefined;
}
export interface StepCompleted {
  readonly workflow_id: string;
  readonly step_id: string;
  readonly duration?: string | undefined;
}
export interface StepFailed extends StepCompleted {
  readonly error?: string | undefined;
}
export interface WorkerConnected {
  readonly worker_id: string;
  readonly host?: string | undefined;
}
/** `planned`: somebody asked for it, so that it is no alarm. */
export interface WorkerDisconnected {
  readonly worker_id: string;
  readonly reason?: string | undefined;
  readonly planned?: boolean | undefined;
}
export interface WorkerHealthDegraded {
  readonly worker_id: string;
  readonly health: string;
}
/** `missed` counts heartbeats; `last_heartbeat_at` is RFC 3339. */
export interface WorkerHeartbeatMissed {
  readonly worker_id: string;
  readonly missed: number;
  readonly last_heartbeat_at?: string | undefined;
}
export interface UserEvent {
  readonly user_id: string;
}
export interface ProjectCreated {
  readonly project_id: string;
  readonly created_by?: string | undefined;
}
export interface AuthFailure {
  readonly reason?: string | undefined;
  readonly remote_address?: string | undefined;
  readonly user_id?: string | undefined;
}

/** The event types of the Helix components, and what each carries as `data`. Add your own by `Catalogue & { 'order.paid': OrderPaid }`. */
export interface Catalogue {
  'task.created': TaskCreated;
  'task.assigned': TaskAssigned;
  'task.started': TaskStatus;
  'task.completed': TaskCompleted;
  'task.failed': TaskFailed;
  'task.paused': TaskStatus;
  'workflow.started': WorkflowStarted;
  'workflow.completed': WorkflowCompleted;
  'workflow.failed': WorkflowFailed;
  'step.completed': StepCompleted;
  'step.failed': StepFailed;
  'worker.connected': WorkerConnected;
  'worker.disconnected': WorkerDisconnected;
  'worker.health_degraded': WorkerHealthDegraded;
  'worker.heartbeat_missed': WorkerHeartbeatMissed;
  'user.registered': UserEvent;
  'user.login': UserEvent;
  'project.created': ProjectCreated;
  'auth.failure': AuthFailure;
}
export type EventType = keyof Catalogue;

/** The severity that an event of each type has where its publisher says nothing else. */
export const severities: Readonly<Record<EventType, Severity>> = Object.freeze({
  'task.created': 'info',
  'task.assigned': 'info',
  'task.started': 'info',
  'task.completed': 'info',
  'task.failed': 'error',
  'task.paused': 'warning',
  'workflow.started': 'info',
  'workflow.completed': 'info',
  'workflow.failed': 'error',
  'step.completed': 'info',
  'step.failed': 'error',
  'worker.connected': 'info',
  'worker.disconnected': 'critical',
  'worker.health_degraded': 'warning',
  'worker.heartbeat_missed': 'error',
  'user.registered': 'info',
  'user.login': 'info',
  'project.created': 'info',
  'auth.failure': 'warning',
});
