CREATE TABLE `lead_changes` (
	`id` integer PRIMARY KEY NOT NULL,
	`lead_id` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `leads_follow_up`;--> statement-breakpoint
CREATE INDEX `leads_changed` ON `leads` (`updated_at`,`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_name` ON `leads` ("last_name" collate nocase,"created_at" desc,"id" desc) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_follow_up` ON `leads` (`follow_up_at`,`created_at`,`id`,`status`,`lead_type`,`workspace_id`,`assigned_to`) WHERE is_test = 0 and follow_up_at is not null;