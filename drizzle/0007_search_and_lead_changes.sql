-- The text of the search begins with a space, as every further word in it does: two letters that begin a word are then a trigram too.
DROP TRIGGER contact_search_insert;
--> statement-breakpoint
DROP TRIGGER contact_search_update;
--> statement-breakpoint
CREATE TRIGGER contact_search_insert AFTER INSERT ON contacts BEGIN
	INSERT INTO contact_search (rowid, text) VALUES (new.sequence, ' ' || new.search_text);
END;
--> statement-breakpoint
CREATE TRIGGER contact_search_update AFTER UPDATE OF search_text ON contacts WHEN old.search_text IS NOT new.search_text BEGIN
	DELETE FROM contact_search WHERE rowid = old.sequence;
	INSERT INTO contact_search (rowid, text) VALUES (new.sequence, ' ' || new.search_text);
END;
--> statement-breakpoint
INSERT INTO contact_search (contact_search) VALUES ('delete-all');
--> statement-breakpoint
INSERT INTO contact_search (rowid, text) SELECT sequence, ' ' || search_text FROM contacts ORDER BY sequence;
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
