CREATE TABLE `lead_changes` (
	`id` integer PRIMARY KEY NOT NULL,
	`lead_id` integer NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER lead_changes_insert AFTER INSERT ON leads BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER lead_changes_update AFTER UPDATE ON leads BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (new.id);
END;
--> statement-breakpoint
CREATE TRIGGER lead_changes_delete AFTER DELETE ON leads BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (old.id);
END;
