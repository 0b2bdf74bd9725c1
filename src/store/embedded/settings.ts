/**
 * Settings of the embedded database, given on the command line so that a new release brings new ones. Small, since it serves
 * one server and its worker (two pools), and durable: a committed row survives a power cut.
 */
export const embeddedSettings: Readonly<Record<string, string>> = {
  listen_addresses: '', // Unix socket only
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  max_connections: '60',
  superuser_reserved_connections: '0',
  shared_buffers: '32MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // No replication, no parallel queries: fewer processes, less WAL, and no use of /dev/shm, which containers keep small.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_replication_slots: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  io_method: 'sync',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Keeps statements, keys and values out of the log: a failed statement is told to the one who sent it.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
  log_line_prefix: '',
};
