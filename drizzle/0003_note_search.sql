-- Search over notes: what a lead came with (its own rowid is minus the lead's id, so that the two kinds never meet) and what was written
-- since (the event's id). The tokenizer folds case and accents by itself, so no trigger needs a function of the application.
CREATE VIRTUAL TABLE note_search USING fts5(text, content='', contentless_delete=1, detail=none, tokenize='trigram remove_diacritics 1');
--> statement-breakpoint
INSERT INTO note_search (rowid, text) SELECT -id, notes FROM leads WHERE notes IS NOT NULL AND notes <> '';
--> statement-breakpoint
INSERT INTO note_search (rowid, text) SELECT id, event_data ->> 'text' FROM lead_events WHERE event_type = 'note_added' AND event_data ->> 'text' <> '';
--> statement-breakpoint
CREATE TRIGGER note_search_lead_insert AFTER INSERT ON leads WHEN new.notes <> '' BEGIN
	INSERT INTO note_search (rowid, text) VALUES (-new.id, new.notes);
END;
--> statement-breakpoint
CREATE TRIGGER note_search_lead_update AFTER UPDATE OF notes ON leads WHEN old.notes IS NOT new.notes BEGIN
	DELETE FROM note_search WHERE rowid = -old.id;
	INSERT INTO note_search (rowid, text) SELECT -new.id, new.notes WHERE new.notes <> '';
END;
--> statement-breakpoint
CREATE TRIGGER note_search_lead_delete AFTER DELETE ON leads WHEN old.notes <> '' BEGIN
	DELETE FROM note_search WHERE rowid = -old.id;
END;
--> statement-breakpoint
CREATE TRIGGER note_search_event_insert AFTER INSERT ON lead_events WHEN new.event_type = 'note_added' BEGIN
	INSERT INTO note_search (rowid, text) SELECT new.id, new.event_data ->> 'text' WHERE new.event_data ->> 'text' <> '';
END;
--> statement-breakpoint
CREATE TRIGGER note_search_event_update AFTER UPDATE OF event_data ON lead_events WHEN new.event_type = 'note_added' BEGIN
	DELETE FROM note_search WHERE rowid = old.id;
	INSERT INTO note_search (rowid, text) SELECT new.id, new.event_data ->> 'text' WHERE new.event_data ->> 'text' <> '';
END;
--> statement-breakpoint
CREATE TRIGGER note_search_event_delete AFTER DELETE ON lead_events WHEN old.event_type = 'note_added' BEGIN
	DELETE FROM note_search WHERE rowid = old.id;
END;
