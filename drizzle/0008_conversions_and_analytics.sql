CREATE TABLE `provider_prices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`provider_id` text NOT NULL,
	`webhook_id` text DEFAULT '' NOT NULL,
	`from_day` text NOT NULL,
	`price_cents` integer NOT NULL,
	`created_at` text NOT NULL,
	`batch_id` text,
	FOREIGN KEY (`provider_id`) REFERENCES `lead_source_providers`(`provider_id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "provider_prices_price" CHECK("provider_prices"."price_cents" >= 0),
	CONSTRAINT "provider_prices_day_form" CHECK("provider_prices"."from_day" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_prices_day` ON `provider_prices` (`provider_id`,`webhook_id`,`from_day`);--> statement-breakpoint
ALTER TABLE `conversions` ADD `external_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `conversions_external` ON `conversions` (`workspace_id`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
ALTER TABLE `leads` ADD `proposal_sent_at` text;--> statement-breakpoint
ALTER TABLE `leads` ADD `negotiating_at` text;--> statement-breakpoint
ALTER TABLE `leads` ADD `scheduled_at` text;--> statement-breakpoint
DROP VIEW `daily_conversion_metrics`;--> statement-breakpoint
DROP VIEW `workspace_conversion_summary`;--> statement-breakpoint
CREATE VIEW `daily_conversion_metrics` AS 
  select converted_day as conversion_date, count(*) as conversion_count, coalesce(sum(value_cents), 0) / 100.0 as daily_revenue,
    avg(value_cents) / 100.0 as avg_value, count(distinct workspace_id) as active_workspaces,
    count(distinct converted_by) as active_agents, c.currency
  from conversions c where c.conversion_type in ('sale', 'contract') and c.voided_at is null
    and not exists (select 1 from leads t where t.id = c.lead_id and t.is_test = 1)
  group by converted_day, c.currency;--> statement-breakpoint
CREATE VIEW `workspace_conversion_summary` AS 
  select w.id as workspace_id, w.name as workspace_name, count(c.id) as total_conversions,
    coalesce(sum(c.value_cents), 0) / 100.0 as total_revenue, avg(c.value_cents) / 100.0 as avg_conversion_value,
    count(distinct c.contact_id) as unique_contacts_converted, max(c.converted_at) as last_conversion_date, c.currency
  from workspaces w
  left join conversions c on c.workspace_id = w.id and c.conversion_type in ('sale', 'contract') and c.voided_at is null
    and not exists (select 1 from leads t where t.id = c.lead_id and t.is_test = 1)
  group by w.id, c.currency;