CREATE TABLE `agent_time_off` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`agent` text NOT NULL,
	`starts_at` text NOT NULL,
	`ends_at` text NOT NULL,
	`note` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`agent`) REFERENCES `agents`(`slug`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "agent_time_off_starts_at" CHECK("agent_time_off"."starts_at" is null or "agent_time_off"."starts_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'),
	CONSTRAINT "agent_time_off_ends_at" CHECK("agent_time_off"."ends_at" is null or "agent_time_off"."ends_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'),
	CONSTRAINT "agent_time_off_order" CHECK("agent_time_off"."ends_at" > "agent_time_off"."starts_at")
);
--> statement-breakpoint
CREATE INDEX `agent_time_off_agent` ON `agent_time_off` (`agent`,`ends_at`);--> statement-breakpoint
CREATE TABLE `reminders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`appointment_id` integer,
	`lead_id` integer NOT NULL,
	`due_at` text NOT NULL,
	`is_missed` integer DEFAULT 0 NOT NULL,
	`created_at` text NOT NULL,
	`seen_at` text,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "reminders_kind" CHECK("reminders"."kind" is null or "reminders"."kind" in ('appointment', 'follow_up')),
	CONSTRAINT "reminders_is_missed" CHECK("reminders"."is_missed" in (0, 1)),
	CONSTRAINT "reminders_due_at" CHECK("reminders"."due_at" is null or "reminders"."due_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reminders_appointment` ON `reminders` (`appointment_id`,`due_at`) WHERE appointment_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `reminders_follow_up` ON `reminders` (`lead_id`,`due_at`) WHERE appointment_id is null;--> statement-breakpoint
CREATE INDEX `reminders_unseen` ON `reminders` (`created_at`) WHERE seen_at is null;--> statement-breakpoint
CREATE INDEX `reminders_lead` ON `reminders` (`lead_id`);--> statement-breakpoint
ALTER TABLE `agents` ADD `feed_key` text;--> statement-breakpoint
ALTER TABLE `agents` ADD `feed_hint` text;--> statement-breakpoint
CREATE UNIQUE INDEX `agents_feed_key` ON `agents` (`feed_key`) WHERE feed_key is not null;--> statement-breakpoint
ALTER TABLE `appointments` ADD `all_day_date` text;--> statement-breakpoint
ALTER TABLE `appointments` ADD `routing_method` text;--> statement-breakpoint
ALTER TABLE `appointments` ADD `routing_rule_id` integer;--> statement-breakpoint
ALTER TABLE `appointments` ADD `routing_reason` text;--> statement-breakpoint
ALTER TABLE `appointments` ADD `sender` text;--> statement-breakpoint
ALTER TABLE `appointments` ADD `external_id` text;--> statement-breakpoint
ALTER TABLE `appointments` ADD `delivery_id` integer;--> statement-breakpoint
CREATE INDEX `appointments_unrouted` ON `appointments` (`scheduled_at`) WHERE workspace_id is null;--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_external` ON `appointments` (`sender`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `assignment` text;--> statement-breakpoint
ALTER TABLE `workspaces` ADD `assignment_turn` integer DEFAULT 0 NOT NULL;