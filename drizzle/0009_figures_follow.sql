-- What analytics counts of a lead beside its own row is written in conversions and appointments: they tell it in the same place.
CREATE TRIGGER conversion_changes_insert AFTER INSERT ON conversions BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (coalesce(new.lead_id, 0));
END;
--> statement-breakpoint
CREATE TRIGGER conversion_changes_update AFTER UPDATE ON conversions BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (coalesce(old.lead_id, 0));
	INSERT INTO lead_changes (lead_id) SELECT coalesce(new.lead_id, 0) WHERE new.lead_id IS NOT old.lead_id;
END;
--> statement-breakpoint
CREATE TRIGGER conversion_changes_delete AFTER DELETE ON conversions BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (coalesce(old.lead_id, 0));
END;
--> statement-breakpoint
CREATE TRIGGER appointment_changes_insert AFTER INSERT ON appointments BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (new.lead_id);
END;
--> statement-breakpoint
CREATE TRIGGER appointment_changes_update AFTER UPDATE OF lead_id, status ON appointments BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (old.lead_id);
	INSERT INTO lead_changes (lead_id) SELECT new.lead_id WHERE new.lead_id IS NOT old.lead_id;
END;
--> statement-breakpoint
CREATE TRIGGER appointment_changes_delete AFTER DELETE ON appointments BEGIN
	INSERT INTO lead_changes (lead_id) VALUES (old.lead_id);
END;
--> statement-breakpoint
-- What was taken back at once has never been.
CREATE TEMP TABLE taken_back AS
SELECT coalesce((SELECT max(e.id) FROM lead_events e WHERE e.lead_id = u.lead_id AND e.id < u.id AND e.event_type = 'status_changed'), 0) AS id
FROM lead_events u WHERE u.event_type = 'status_changed' AND u.event_data LIKE '%"reason":"Undone"%';
--> statement-breakpoint
-- First arrivals that the history knows of: at a stage or, passing it over, at a later one.
CREATE TEMP TABLE arrivals AS
SELECT e.lead_id, min(e.created_at) AS proposal_sent_at,
	min(CASE WHEN e.event_data ->> 'to' IN ('negotiating', 'scheduled', 'converted') THEN e.created_at END) AS negotiating_at,
	min(CASE WHEN e.event_data ->> 'to' IN ('scheduled', 'converted') THEN e.created_at END) AS scheduled_at
FROM lead_events e
WHERE e.event_type = 'status_changed' AND e.event_data ->> 'to' IN ('proposal_sent', 'negotiating', 'scheduled', 'converted')
	AND e.id NOT IN (SELECT id FROM temp.taken_back)
GROUP BY e.lead_id;
--> statement-breakpoint
UPDATE leads SET proposal_sent_at = a.proposal_sent_at,
	negotiating_at = CASE WHEN stage_reached <> 'proposal_sent' THEN a.negotiating_at END,
	scheduled_at = CASE WHEN stage_reached IN ('scheduled', 'converted') THEN a.scheduled_at END
FROM temp.arrivals a WHERE a.lead_id = leads.id AND leads.stage_reached IN ('proposal_sent', 'negotiating', 'scheduled', 'converted');
--> statement-breakpoint
DROP TABLE temp.arrivals;
--> statement-breakpoint
DROP TABLE temp.taken_back;
