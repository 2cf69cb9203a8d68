CREATE TABLE `long_steps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`records` integer NOT NULL,
	`unit` text NOT NULL,
	`entry_id` integer,
	`created_at` text NOT NULL,
	CONSTRAINT "long_steps_kind" CHECK("long_steps"."kind" is null or "long_steps"."kind" in ('change', 'deletion')),
	CONSTRAINT "long_steps_state" CHECK("long_steps"."state" is null or "long_steps"."state" in ('doing', 'done', 'undoing', 'undone', 'redoing'))
);
--> statement-breakpoint
CREATE INDEX `undo_log_entries` ON `undo_log` (`undone_at`,`created_at`,`performed_by`) WHERE performed_by not like '%-part:%';--> statement-breakpoint
CREATE INDEX `undo_log_deletions` ON `undo_log` (`undone_at`) WHERE steps like '[{"removed":%';--> statement-breakpoint
CREATE INDEX `undo_log_imports` ON `undo_log` (`steps`) WHERE steps like '{"importId":%';--> statement-breakpoint
CREATE INDEX `undo_log_performed_by` ON `undo_log` (`performed_by`);