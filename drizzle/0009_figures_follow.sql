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
-- First arrivals that the history knows of: at a stage or, passing it over, at a later one. What was taken back at once has never been.
CREATE TEMP TABLE arrivals AS
SELECT lead_id, min(created_at) AS proposal_sent_at,
	min(CASE WHEN stage IN ('negotiating', 'scheduled', 'converted') THEN created_at END) AS negotiating_at,
	min(CASE WHEN stage IN ('scheduled', 'converted') THEN created_at END) AS scheduled_at
FROM (
	SELECT lead_id, created_at, event_data ->> 'to' AS stage,
		lead(event_data ->> 'reason') OVER (PARTITION BY lead_id ORDER BY id) AS reason_of_next
	FROM lead_events WHERE event_type = 'status_changed'
)
WHERE stage IN ('proposal_sent', 'negotiating', 'scheduled', 'converted') AND reason_of_next IS NOT 'Undone'
GROUP BY lead_id;
--> statement-breakpoint
UPDATE leads SET proposal_sent_at = a.proposal_sent_at,
	negotiating_at = CASE WHEN stage_reached <> 'proposal_sent' THEN a.negotiating_at END,
	scheduled_at = CASE WHEN stage_reached IN ('scheduled', 'converted') THEN a.scheduled_at END
FROM temp.arrivals a WHERE a.lead_id = leads.id AND leads.stage_reached IN ('proposal_sent', 'negotiating', 'scheduled', 'converted');
--> statement-breakpoint
DROP TABLE temp.arrivals;
