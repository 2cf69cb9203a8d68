CREATE TABLE `agents` (
	`slug` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`colour` text,
	`time_zone` text,
	`working_hours` text,
	`is_active` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	`batch_id` text,
	CONSTRAINT "agents_is_active" CHECK("agents"."is_active" in (0, 1)),
	CONSTRAINT "agents_working_hours" CHECK("agents"."working_hours" is null or json_valid("agents"."working_hours"))
);
--> statement-breakpoint
CREATE TABLE `appointment_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`appointment_id` integer NOT NULL,
	`event_type` text NOT NULL,
	`event_description` text,
	`old_value` text,
	`new_value` text,
	`performed_by` text NOT NULL,
	`metadata` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointments`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "appointment_events_type" CHECK("appointment_events"."event_type" is null or "appointment_events"."event_type" in ('created', 'updated', 'rescheduled', 'status_changed', 'routed', 'unrouted', 'deleted', 'restored')),
	CONSTRAINT "appointment_events_metadata" CHECK("appointment_events"."metadata" is null or json_valid("appointment_events"."metadata"))
);
--> statement-breakpoint
CREATE INDEX `appointment_events_appointment` ON `appointment_events` (`appointment_id`,`id`);--> statement-breakpoint
CREATE TABLE `appointment_routing_rules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workspace_id` text NOT NULL,
	`product_types` text DEFAULT '[]' NOT NULL,
	`zip_codes` text DEFAULT '[]' NOT NULL,
	`priority` integer DEFAULT 1 NOT NULL,
	`is_active` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`created_by` text NOT NULL,
	`notes` text,
	`batch_id` text,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "appointment_routing_rules_products" CHECK("appointment_routing_rules"."product_types" is null or json_valid("appointment_routing_rules"."product_types")),
	CONSTRAINT "appointment_routing_rules_zips" CHECK("appointment_routing_rules"."zip_codes" is null or json_valid("appointment_routing_rules"."zip_codes")),
	CONSTRAINT "appointment_routing_rules_is_active" CHECK("appointment_routing_rules"."is_active" in (0, 1))
);
--> statement-breakpoint
CREATE INDEX `appointment_routing_rules_order` ON `appointment_routing_rules` (`priority`,`id`);--> statement-breakpoint
CREATE TABLE `appointments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lead_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`appointment_type` text DEFAULT 'consultation' NOT NULL,
	`scheduled_at` text NOT NULL,
	`duration_minutes` integer DEFAULT 60 NOT NULL,
	`status` text DEFAULT 'scheduled' NOT NULL,
	`location_type` text DEFAULT 'home' NOT NULL,
	`location_address` text,
	`notes` text,
	`customer_notes` text,
	`assigned_to` text,
	`outcome` text,
	`next_action` text,
	`next_action_date` text,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`time_zone` text NOT NULL,
	`workspace_id` text,
	`batch_id` text,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "appointments_type" CHECK("appointments"."appointment_type" is null or "appointments"."appointment_type" in ('consultation', 'estimate', 'installation', 'follow_up')),
	CONSTRAINT "appointments_status" CHECK("appointments"."status" is null or "appointments"."status" in ('scheduled', 'confirmed', 'completed', 'cancelled', 'no_show', 'rescheduled')),
	CONSTRAINT "appointments_location" CHECK("appointments"."location_type" is null or "appointments"."location_type" in ('home', 'office', 'phone', 'video')),
	CONSTRAINT "appointments_outcome" CHECK("appointments"."outcome" is null or "appointments"."outcome" in ('qualified', 'not_interested', 'needs_follow_up', 'proposal_sent')),
	CONSTRAINT "appointments_scheduled_at" CHECK("appointments"."scheduled_at" is null or "appointments"."scheduled_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'),
	CONSTRAINT "appointments_duration" CHECK("appointments"."duration_minutes" between 1 and 1440)
);
--> statement-breakpoint
CREATE INDEX `appointments_when` ON `appointments` (`scheduled_at`);--> statement-breakpoint
CREATE INDEX `appointments_agent` ON `appointments` (`assigned_to`,`scheduled_at`);--> statement-breakpoint
CREATE INDEX `appointments_lead` ON `appointments` (`lead_id`);--> statement-breakpoint
CREATE INDEX `appointments_contact` ON `appointments` (`contact_id`,`scheduled_at`);--> statement-breakpoint
CREATE TABLE `batches` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`label` text NOT NULL,
	`created_at` text NOT NULL,
	`completed_at` text,
	CONSTRAINT "batches_kind" CHECK("batches"."kind" is null or "batches"."kind" in ('sample', 'import'))
);
--> statement-breakpoint
CREATE TABLE `contact_workspaces` (
	`workspace_id` text NOT NULL,
	`contact_id` integer NOT NULL,
	`lead_count` integer NOT NULL,
	`last_lead_at` text NOT NULL,
	PRIMARY KEY(`workspace_id`, `contact_id`),
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_workspaces_contact` ON `contact_workspaces` (`contact_id`);--> statement-breakpoint
CREATE INDEX `contact_workspaces_recent` ON `contact_workspaces` (`workspace_id`,`last_lead_at`,`contact_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`phone` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`email` text,
	`address` text,
	`city` text,
	`state` text,
	`zip_code` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`phone_extension` text,
	`sequence` integer NOT NULL,
	`field_times` text DEFAULT '{}' NOT NULL,
	`lead_count` integer DEFAULT 0 NOT NULL,
	`last_lead_at` text,
	`first_key` text DEFAULT '' NOT NULL,
	`last_key` text DEFAULT '' NOT NULL,
	`search_text` text DEFAULT '' NOT NULL,
	`batch_id` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook_configs`(`webhook_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "contacts_phone" CHECK("contacts"."phone" glob '+[1-9]*' and length("contacts"."phone") between 6 and 17),
	CONSTRAINT "contacts_id" CHECK("contacts"."id" between 100000 and 9999999),
	CONSTRAINT "contacts_field_times" CHECK("contacts"."field_times" is null or json_valid("contacts"."field_times")),
	CONSTRAINT "contacts_created_at" CHECK("contacts"."created_at" is null or "contacts"."created_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_webhook_phone` ON `contacts` (`webhook_id`,`phone`);--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_sequence` ON `contacts` (`sequence`);--> statement-breakpoint
CREATE INDEX `contacts_recent` ON `contacts` (`last_lead_at`,`id`);--> statement-breakpoint
CREATE INDEX `contacts_phone` ON `contacts` (`phone`);--> statement-breakpoint
CREATE INDEX `contacts_email` ON `contacts` (`email`) WHERE email is not null;--> statement-breakpoint
CREATE INDEX `contacts_first_key` ON `contacts` (`first_key`);--> statement-breakpoint
CREATE INDEX `contacts_last_key` ON `contacts` (`last_key`);--> statement-breakpoint
CREATE INDEX `contacts_batch` ON `contacts` (`batch_id`) WHERE batch_id is not null;--> statement-breakpoint
CREATE TABLE `conversion_analytics_cache` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`cache_key` text NOT NULL,
	`cache_data` text NOT NULL,
	`expires_at` text NOT NULL,
	`created_at` text NOT NULL,
	CONSTRAINT "conversion_analytics_cache_data" CHECK("conversion_analytics_cache"."cache_data" is null or json_valid("conversion_analytics_cache"."cache_data"))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversion_analytics_cache_key` ON `conversion_analytics_cache` (`cache_key`);--> statement-breakpoint
CREATE TABLE `conversion_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversion_id` text NOT NULL,
	`event_type` text NOT NULL,
	`event_data` text DEFAULT '{}' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`conversion_id`) REFERENCES `conversions`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "conversion_events_type" CHECK("conversion_events"."event_type" is null or "conversion_events"."event_type" in ('created', 'value_updated', 'note_added', 'voided')),
	CONSTRAINT "conversion_events_data" CHECK("conversion_events"."event_data" is null or json_valid("conversion_events"."event_data"))
);
--> statement-breakpoint
CREATE INDEX `conversion_events_conversion` ON `conversion_events` (`conversion_id`,`id`);--> statement-breakpoint
CREATE TABLE `conversions` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` integer NOT NULL,
	`lead_id` integer,
	`workspace_id` text,
	`converted_by` text NOT NULL,
	`converted_at` text NOT NULL,
	`conversion_type` text NOT NULL,
	`conversion_value` real GENERATED ALWAYS AS (value_cents / 100.0) VIRTUAL,
	`currency` text DEFAULT 'USD' NOT NULL,
	`custom_data` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`value_cents` integer,
	`voided_at` text,
	`void_reason` text,
	`converted_day` text NOT NULL,
	`batch_id` text,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "conversions_type" CHECK("conversions"."conversion_type" is null or "conversions"."conversion_type" in ('sale', 'contract', 'qualified', 'proposal', 'appointment')),
	CONSTRAINT "conversions_custom_data" CHECK("conversions"."custom_data" is null or json_valid("conversions"."custom_data")),
	CONSTRAINT "conversions_converted_at" CHECK("conversions"."converted_at" is null or "conversions"."converted_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'),
	CONSTRAINT "conversions_value" CHECK("conversions"."value_cents" is null or "conversions"."value_cents" >= 0),
	CONSTRAINT "conversions_currency" CHECK("conversions"."currency" glob '[A-Z][A-Z][A-Z]')
);
--> statement-breakpoint
CREATE INDEX `conversions_when` ON `conversions` (`converted_at`);--> statement-breakpoint
CREATE INDEX `conversions_workspace` ON `conversions` (`workspace_id`,`converted_at`);--> statement-breakpoint
CREATE INDEX `conversions_contact` ON `conversions` (`contact_id`);--> statement-breakpoint
CREATE INDEX `conversions_lead` ON `conversions` (`lead_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` text NOT NULL,
	`provider_id` text,
	`received_at` text NOT NULL,
	`method` text NOT NULL,
	`path` text NOT NULL,
	`content_type` text,
	`headers` text NOT NULL,
	`body` blob NOT NULL,
	`size` integer NOT NULL,
	`remote_address` text,
	`verdict` text NOT NULL,
	`is_test` integer DEFAULT 0 NOT NULL,
	`status_code` integer NOT NULL,
	`reason` text,
	`cause` text,
	`details` text,
	`summary` text,
	`sender` text,
	`response` text,
	`idempotency_key` text,
	`body_hash` blob NOT NULL,
	`repeats` integer DEFAULT 0 NOT NULL,
	`lead_id` integer,
	`contact_id` integer,
	CONSTRAINT "deliveries_verdict" CHECK("deliveries"."verdict" is null or "deliveries"."verdict" in ('received', 'accepted', 'held', 'quarantined', 'refused', 'dismissed')),
	CONSTRAINT "deliveries_headers" CHECK("deliveries"."headers" is null or json_valid("deliveries"."headers")),
	CONSTRAINT "deliveries_details" CHECK("deliveries"."details" is null or json_valid("deliveries"."details")),
	CONSTRAINT "deliveries_is_test" CHECK("deliveries"."is_test" in (0, 1))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_key` ON `deliveries` (`webhook_id`,`idempotency_key`) WHERE idempotency_key is not null;--> statement-breakpoint
CREATE INDEX `deliveries_hash` ON `deliveries` (`body_hash`,`webhook_id`);--> statement-breakpoint
CREATE INDEX `deliveries_webhook` ON `deliveries` (`webhook_id`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_provider` ON `deliveries` (`provider_id`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_open` ON `deliveries` (`verdict`,`cause`,`id`) WHERE verdict in ('quarantined', 'held', 'refused');--> statement-breakpoint
CREATE TABLE `delivery_counts` (
	`webhook_id` text NOT NULL,
	`verdict` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`webhook_id`, `verdict`)
);
--> statement-breakpoint
CREATE TABLE `lead_analytics` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` text NOT NULL,
	`date` text NOT NULL,
	`total_leads` integer DEFAULT 0 NOT NULL,
	`converted_leads` integer DEFAULT 0 NOT NULL,
	`conversion_rate` real GENERATED ALWAYS AS (case when total_leads > 0 then converted_leads * 1.0 / total_leads end) VIRTUAL,
	`total_revenue` real GENERATED ALWAYS AS (total_revenue_cents / 100.0) VIRTUAL,
	`avg_time_to_conversion` real GENERATED ALWAYS AS (case when converted_leads > 0 then conversion_ms_sum / 3600000.0 / converted_leads end) VIRTUAL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`total_revenue_cents` integer DEFAULT 0 NOT NULL,
	`conversion_ms_sum` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook_configs`(`webhook_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "lead_analytics_counts" CHECK("lead_analytics"."total_leads" >= "lead_analytics"."converted_leads" and "lead_analytics"."converted_leads" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lead_analytics_day` ON `lead_analytics` (`webhook_id`,`date`);--> statement-breakpoint
CREATE TABLE `lead_counts` (
	`workspace_id` text NOT NULL,
	`status` text NOT NULL,
	`lead_type` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`workspace_id`, `status`, `lead_type`)
);
--> statement-breakpoint
CREATE TABLE `lead_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lead_id` integer NOT NULL,
	`event_type` text NOT NULL,
	`event_data` text DEFAULT '{}' NOT NULL,
	`created_at` text NOT NULL,
	`performed_by` text,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "lead_events_type" CHECK("lead_events"."event_type" is null or "lead_events"."event_type" in ('created', 'updated', 'status_changed', 'assigned', 'note_added', 'appointment_booked', 'converted', 'merged', 'unmerged', 'imported', 'deleted', 'restored')),
	CONSTRAINT "lead_events_data" CHECK("lead_events"."event_data" is null or json_valid("lead_events"."event_data"))
);
--> statement-breakpoint
CREATE INDEX `lead_events_lead` ON `lead_events` (`lead_id`,`id`);--> statement-breakpoint
CREATE TABLE `lead_source_providers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`provider_id` text NOT NULL,
	`provider_name` text NOT NULL,
	`company_name` text,
	`contact_email` text,
	`api_key` text,
	`is_active` integer DEFAULT 1 NOT NULL,
	`allowed_webhooks` text,
	`rate_limit` integer,
	`notes` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`last_used_at` text,
	`key_hint` text,
	`total_leads` integer DEFAULT 0 NOT NULL,
	`deleted_at` text,
	`batch_id` text,
	CONSTRAINT "lead_source_providers_is_active" CHECK("lead_source_providers"."is_active" in (0, 1)),
	CONSTRAINT "lead_source_providers_allowed" CHECK("lead_source_providers"."allowed_webhooks" is null or json_valid("lead_source_providers"."allowed_webhooks")),
	CONSTRAINT "lead_source_providers_rate" CHECK("lead_source_providers"."rate_limit" is null or "lead_source_providers"."rate_limit" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lead_source_providers_provider_id` ON `lead_source_providers` (`provider_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `lead_source_providers_api_key` ON `lead_source_providers` (`api_key`) WHERE api_key is not null;--> statement-breakpoint
CREATE TABLE `leads` (
	`id` integer PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`lead_type` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`email` text,
	`phone` text,
	`address` text,
	`city` text,
	`state` text,
	`zip_code` text,
	`source` text,
	`campaign_id` text,
	`utm_source` text,
	`utm_medium` text,
	`utm_campaign` text,
	`monthly_electric_bill` real,
	`property_type` text,
	`roof_condition` text,
	`roof_age` integer,
	`shade_coverage` text,
	`system_type` text,
	`system_age` integer,
	`service_type` text,
	`urgency` text,
	`property_size` integer,
	`policy_type` text,
	`coverage_amount` real,
	`current_premium` real,
	`property_value` real,
	`claims_history` text,
	`raw_payload` text,
	`ip_address` text,
	`user_agent` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`processed_at` text,
	`status` text DEFAULT 'new' NOT NULL,
	`notes` text,
	`conversion_score` real,
	`revenue_potential` real,
	`contact_id` integer,
	`workspace_id` text,
	`phone_extension` text,
	`provider_id` text,
	`external_id` text,
	`cost_cents` integer,
	`sender` text,
	`delivery_id` integer,
	`is_test` integer DEFAULT 0 NOT NULL,
	`product_type` text,
	`landing_page_url` text,
	`consent_text` text,
	`consent_value` text,
	`tcpa_compliance` integer,
	`answers` text,
	`extra` text,
	`issues` text,
	`routing_method` text,
	`routing_rule_id` integer,
	`routing_reason` text,
	`contacted_at` text,
	`qualified_at` text,
	`converted_at` text,
	`stage_reached` text DEFAULT 'new' NOT NULL,
	`assigned_to` text,
	`next_step` text,
	`follow_up_at` text,
	`batch_id` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhook_configs`(`webhook_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "leads_lead_type" CHECK("leads"."lead_type" is null or "leads"."lead_type" in ('solar', 'hvac', 'insurance', 'general')),
	CONSTRAINT "leads_status" CHECK("leads"."status" is null or "leads"."status" in ('new', 'contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted', 'rejected', 'lost')),
	CONSTRAINT "leads_stage" CHECK("leads"."stage_reached" is null or "leads"."stage_reached" in ('new', 'contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted', 'rejected', 'lost')),
	CONSTRAINT "leads_routing_method" CHECK("leads"."routing_method" is null or "leads"."routing_method" in ('explicit', 'rule', 'manual', 'unrouted')),
	CONSTRAINT "leads_is_test" CHECK("leads"."is_test" in (0, 1)),
	CONSTRAINT "leads_answers" CHECK("leads"."answers" is null or json_valid("leads"."answers")),
	CONSTRAINT "leads_extra" CHECK("leads"."extra" is null or json_valid("leads"."extra")),
	CONSTRAINT "leads_issues" CHECK("leads"."issues" is null or json_valid("leads"."issues")),
	CONSTRAINT "leads_created_at" CHECK("leads"."created_at" is null or "leads"."created_at" glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]T*Z'),
	CONSTRAINT "leads_id" CHECK("leads"."id" between 1000000000 and 9999999999),
	CONSTRAINT "leads_cost" CHECK("leads"."cost_cents" is null or "leads"."cost_cents" >= 0)
);
--> statement-breakpoint
CREATE INDEX `leads_recent` ON `leads` (`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_filter` ON `leads` (`status`,`lead_type`,`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_workspace_recent` ON `leads` (`workspace_id`,`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_workspace_filter` ON `leads` (`workspace_id`,`status`,`lead_type`,`created_at`,`id`) WHERE is_test = 0;--> statement-breakpoint
CREATE INDEX `leads_test` ON `leads` (`created_at`,`id`) WHERE is_test = 1;--> statement-breakpoint
CREATE INDEX `leads_webhook_recent` ON `leads` (`webhook_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `leads_contact` ON `leads` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `leads_external` ON `leads` (`webhook_id`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE INDEX `leads_batch` ON `leads` (`batch_id`) WHERE batch_id is not null;--> statement-breakpoint
CREATE TABLE `provider_usage_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`provider_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`request_count` integer DEFAULT 0 NOT NULL,
	`date` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`provider_id`) REFERENCES `lead_source_providers`(`provider_id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "provider_usage_log_count" CHECK("provider_usage_log"."request_count" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `provider_usage_log_day` ON `provider_usage_log` (`provider_id`,`webhook_id`,`date`);--> statement-breakpoint
CREATE TABLE `refusals` (
	`day` text NOT NULL,
	`reason` text NOT NULL,
	`webhook_id` text NOT NULL,
	`address` text NOT NULL,
	`total` integer NOT NULL,
	`last_at` text NOT NULL,
	PRIMARY KEY(`day`, `reason`, `webhook_id`, `address`)
);
--> statement-breakpoint
CREATE TABLE `sequences` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	CONSTRAINT "settings_value" CHECK("settings"."value" is null or json_valid("settings"."value"))
);
--> statement-breakpoint
CREATE TABLE `undo_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`label` text NOT NULL,
	`steps` text NOT NULL,
	`performed_by` text NOT NULL,
	`created_at` text NOT NULL,
	`undone_at` text,
	CONSTRAINT "undo_log_steps" CHECK("undo_log"."steps" is null or json_valid("undo_log"."steps"))
);
--> statement-breakpoint
CREATE TABLE `webhook_configs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` text NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`lead_type` text NOT NULL,
	`is_active` integer DEFAULT 1 NOT NULL,
	`secret_key` text,
	`rate_limit` integer DEFAULT 100 NOT NULL,
	`rate_window` integer DEFAULT 60 NOT NULL,
	`total_leads` integer DEFAULT 0 NOT NULL,
	`last_lead_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`previous_secret_key` text,
	`previous_secret_until` text,
	`sender_rule` text DEFAULT 'provider' NOT NULL,
	`default_provider_id` text,
	`verify_token` text,
	`default_region` text DEFAULT 'US' NOT NULL,
	`mapping` text DEFAULT '{}' NOT NULL,
	`deleted_at` text,
	`batch_id` text,
	CONSTRAINT "webhook_configs_lead_type" CHECK("webhook_configs"."lead_type" is null or "webhook_configs"."lead_type" in ('solar', 'hvac', 'insurance', 'general')),
	CONSTRAINT "webhook_configs_sender_rule" CHECK("webhook_configs"."sender_rule" is null or "webhook_configs"."sender_rule" in ('provider', 'key', 'open')),
	CONSTRAINT "webhook_configs_is_active" CHECK("webhook_configs"."is_active" in (0, 1)),
	CONSTRAINT "webhook_configs_mapping" CHECK("webhook_configs"."mapping" is null or json_valid("webhook_configs"."mapping")),
	CONSTRAINT "webhook_configs_rate" CHECK("webhook_configs"."rate_limit" > 0 and "webhook_configs"."rate_window" > 0),
	CONSTRAINT "webhook_configs_total" CHECK("webhook_configs"."total_leads" >= 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_configs_webhook_id` ON `webhook_configs` (`webhook_id`);--> statement-breakpoint
CREATE TABLE `workspace_tracking` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`contact_id` integer NOT NULL,
	`lead_id` integer,
	`workspace_id` text NOT NULL,
	`action` text NOT NULL,
	`action_details` text,
	`performed_by` text NOT NULL,
	`metadata` text,
	`timestamp` text NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`lead_id`) REFERENCES `leads`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`workspace_id`) REFERENCES `workspaces`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "workspace_tracking_action" CHECK("workspace_tracking"."action" is null or "workspace_tracking"."action" in ('received', 'sent', 'updated', 'qualified', 'converted', 'rejected')),
	CONSTRAINT "workspace_tracking_metadata" CHECK("workspace_tracking"."metadata" is null or json_valid("workspace_tracking"."metadata"))
);
--> statement-breakpoint
CREATE INDEX `workspace_tracking_workspace` ON `workspace_tracking` (`workspace_id`,`id`);--> statement-breakpoint
CREATE INDEX `workspace_tracking_contact` ON `workspace_tracking` (`contact_id`);--> statement-breakpoint
CREATE INDEX `workspace_tracking_lead` ON `workspace_tracking` (`lead_id`);--> statement-breakpoint
CREATE TABLE `workspaces` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`api_key` text,
	`permissions` text DEFAULT '["read"]' NOT NULL,
	`is_active` integer DEFAULT 1 NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`last_activity_at` text,
	`total_conversions` integer DEFAULT 0 NOT NULL,
	`total_revenue` real GENERATED ALWAYS AS (total_revenue_cents / 100.0) VIRTUAL,
	`metadata` text,
	`total_revenue_cents` integer DEFAULT 0 NOT NULL,
	`key_hint` text,
	`batch_id` text,
	CONSTRAINT "workspaces_is_active" CHECK("workspaces"."is_active" in (0, 1)),
	CONSTRAINT "workspaces_permissions" CHECK("workspaces"."permissions" is null or json_valid("workspaces"."permissions")),
	CONSTRAINT "workspaces_metadata" CHECK("workspaces"."metadata" is null or json_valid("workspaces"."metadata")),
	CONSTRAINT "workspaces_slug" CHECK("workspaces"."id" glob '[a-z0-9]*' and "workspaces"."id" not glob '*[^a-z0-9_-]*')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspaces_api_key` ON `workspaces` (`api_key`) WHERE api_key is not null;--> statement-breakpoint
CREATE VIEW `appointment_summary_view` AS 
  select a.id as appointment_id, a.appointment_type, a.scheduled_at, a.status, l.id as lead_id, l.lead_type, l.source,
    c.id as contact_id, c.phone as contact_phone, c.first_name as contact_first_name, c.last_name as contact_last_name,
    w.name as webhook_name, w.lead_type as webhook_type
  from appointments a
  join leads l on l.id = a.lead_id
  join contacts c on c.id = a.contact_id
  left join webhook_configs w on w.webhook_id = l.webhook_id;--> statement-breakpoint
CREATE VIEW `conversion_funnel` AS 
  select count(*) as total_leads, coalesce(sum(stage_reached in ('contacted', 'qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted')), 0) as contacted_leads,
    coalesce(sum(stage_reached in ('qualified', 'proposal_sent', 'negotiating', 'scheduled', 'converted')), 0) as qualified_leads, coalesce(sum(stage_reached in ('converted')), 0) as converted_leads,
    case when count(*) > 0 then coalesce(sum(stage_reached in ('converted')), 0) * 1.0 / count(*) end as conversion_rate
  from leads where is_test = 0;--> statement-breakpoint
CREATE VIEW `daily_conversion_metrics` AS 
  select converted_day as conversion_date, count(*) as conversion_count, coalesce(sum(value_cents), 0) / 100.0 as daily_revenue,
    avg(value_cents) / 100.0 as avg_value, count(distinct workspace_id) as active_workspaces,
    count(distinct converted_by) as active_agents
  from conversions where conversion_type in ('sale', 'contract') and voided_at is null
  group by converted_day;--> statement-breakpoint
CREATE VIEW `workspace_conversion_summary` AS 
  select w.id as workspace_id, w.name as workspace_name, count(c.id) as total_conversions,
    coalesce(sum(c.value_cents), 0) / 100.0 as total_revenue, avg(c.value_cents) / 100.0 as avg_conversion_value,
    count(distinct c.contact_id) as unique_contacts_converted, max(c.converted_at) as last_conversion_date
  from workspaces w
  left join conversions c on c.workspace_id = w.id and conversion_type in ('sale', 'contract') and voided_at is null
  group by w.id;