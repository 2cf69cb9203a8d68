-- Search over people: one row a contact, numbered by order of arrival so that the newest come first without sorting. The text is
-- folded by the application (shared/domain/fold.ts); positions are not kept, a match is confirmed on contacts.search_text.
CREATE VIRTUAL TABLE contact_search USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram');
--> statement-breakpoint
CREATE TRIGGER contact_search_insert AFTER INSERT ON contacts BEGIN
	INSERT INTO contact_search (rowid, text) VALUES (new.sequence, new.search_text);
END;
--> statement-breakpoint
CREATE TRIGGER contact_search_update AFTER UPDATE OF search_text ON contacts WHEN old.search_text IS NOT new.search_text BEGIN
	DELETE FROM contact_search WHERE rowid = old.sequence;
	INSERT INTO contact_search (rowid, text) VALUES (new.sequence, new.search_text);
END;
--> statement-breakpoint
CREATE TRIGGER contact_search_delete AFTER DELETE ON contacts BEGIN
	DELETE FROM contact_search WHERE rowid = old.sequence;
END;
--> statement-breakpoint
CREATE TRIGGER lead_counts_insert AFTER INSERT ON leads WHEN new.is_test = 0 BEGIN
	INSERT INTO lead_counts (workspace_id, status, lead_type, total) VALUES (coalesce(new.workspace_id, ''), new.status, new.lead_type, 1)
	ON CONFLICT DO UPDATE SET total = total + 1;
END;
--> statement-breakpoint
CREATE TRIGGER lead_counts_delete AFTER DELETE ON leads WHEN old.is_test = 0 BEGIN
	UPDATE lead_counts SET total = total - 1
	WHERE workspace_id = coalesce(old.workspace_id, '') AND status = old.status AND lead_type = old.lead_type;
END;
--> statement-breakpoint
CREATE TRIGGER lead_counts_update AFTER UPDATE OF workspace_id, status, lead_type, is_test ON leads
WHEN old.workspace_id IS NOT new.workspace_id OR old.status <> new.status OR old.lead_type <> new.lead_type OR old.is_test <> new.is_test BEGIN
	UPDATE lead_counts SET total = total - 1
	WHERE old.is_test = 0 AND workspace_id = coalesce(old.workspace_id, '') AND status = old.status AND lead_type = old.lead_type;
	INSERT INTO lead_counts (workspace_id, status, lead_type, total)
	SELECT coalesce(new.workspace_id, ''), new.status, new.lead_type, 1 WHERE new.is_test = 0
	ON CONFLICT DO UPDATE SET total = total + 1;
END;
--> statement-breakpoint
CREATE TRIGGER delivery_counts_insert AFTER INSERT ON deliveries BEGIN
	INSERT INTO delivery_counts (webhook_id, verdict, total) VALUES (new.webhook_id, new.verdict, 1)
	ON CONFLICT DO UPDATE SET total = total + 1;
END;
--> statement-breakpoint
CREATE TRIGGER delivery_counts_delete AFTER DELETE ON deliveries BEGIN
	UPDATE delivery_counts SET total = total - 1 WHERE webhook_id = old.webhook_id AND verdict = old.verdict;
END;
--> statement-breakpoint
CREATE TRIGGER delivery_counts_update AFTER UPDATE OF verdict ON deliveries WHEN old.verdict <> new.verdict BEGIN
	UPDATE delivery_counts SET total = total - 1 WHERE webhook_id = old.webhook_id AND verdict = old.verdict;
	INSERT INTO delivery_counts (webhook_id, verdict, total) VALUES (new.webhook_id, new.verdict, 1)
	ON CONFLICT DO UPDATE SET total = total + 1;
END;
