CREATE TABLE `import_mappings` (
	`headings` text PRIMARY KEY NOT NULL,
	`mapping` text NOT NULL,
	`updated_at` text NOT NULL,
	CONSTRAINT "import_mappings_mapping" CHECK("import_mappings"."mapping" is null or json_valid("import_mappings"."mapping"))
);
--> statement-breakpoint
CREATE TABLE `saved_views` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`list` text NOT NULL,
	`name` text NOT NULL,
	`workspace_id` text,
	`definition` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "saved_views_list" CHECK("saved_views"."list" is null or "saved_views"."list" in ('leads', 'contacts')),
	CONSTRAINT "saved_views_definition" CHECK("saved_views"."definition" is null or json_valid("saved_views"."definition"))
);
--> statement-breakpoint
CREATE INDEX `saved_views_order` ON `saved_views` (`list`,`position`);--> statement-breakpoint
DROP INDEX `leads_contact`;--> statement-breakpoint
ALTER TABLE `leads` ADD `call_attempts` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `leads` ADD `last_called_at` text;--> statement-breakpoint
CREATE INDEX `leads_wide` ON `leads` (`created_at`,`id`,`status`,`lead_type`,`workspace_id`,`webhook_id`,`provider_id`,`assigned_to`,`first_name`,`last_name`,`email`,`phone`,`city`,`state`,`zip_code`,`source`,`campaign_id`,`follow_up_at`,`next_step`,`call_attempts`,`last_called_at`,`updated_at`,`contacted_at`,`qualified_at`,`converted_at`,`stage_reached`,`revenue_potential`,`cost_cents`,`monthly_electric_bill`,`contact_id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_assigned` ON `leads` (`assigned_to`,`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_follow_up` ON `leads` (`follow_up_at`,`id`) WHERE is_test = 0 and follow_up_at is not null;--> statement-breakpoint
CREATE INDEX `leads_contact` ON `leads` (`contact_id`,`created_at`,`is_test`,`status`,`lead_type`,`workspace_id`);--> statement-breakpoint
ALTER TABLE `contacts` ADD `merged_into_id` integer REFERENCES contacts(id);--> statement-breakpoint
CREATE INDEX `contacts_merged` ON `contacts` (`merged_into_id`) WHERE merged_into_id is not null;